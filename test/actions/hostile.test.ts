// Names that a shell would read as code: carried as data from the runbook to the server and into the bucket.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';

const WORKSHOP = readFileSync('runbooks/image-archive.yml', 'utf8');

/** The workshop's runbook with another canary, written as YAML writes any text. */
const runbookWith = (copy: string, to: string): string =>
  WORKSHOP.replace('copy: images/00001.jpg', `copy: ${JSON.stringify(copy)}`).replace(
    'to: new-image.jpg',
    `to: ${JSON.stringify(to)}`,
  );

describe.each([
  ['single quotes', "it's 'quoted'"],
  ['double quotes', 'say "hi"'],
  ['command substitution', '$(touch pwned)`touch pwned`'],
  ['separators', 'a; touch pwned & touch pwned | touch pwned'],
  ['spaces and a star', ' two  spaces * '],
  ['a dash first', '-rf'],
  ['SSM braces', '{{ MountPath }}'],
  ['percent, plus and hash', '100%+50%#1?x=y'],
  ['other scripts and an emoji', '写真😀é'],
])('a canary whose name has %s', (_, name) => {
  test('arrives byte for byte, and nothing is run', async () => {
    await using bench = await openBench({
      runbook: runbookWith(`images/${name}.jpg`, `${name}.jpg`),
    });
    const made = await bench.run({ action: 'create-test-file' });
    expect([made.code, made.stdout]).toEqual([0, made.stdout]);
    expect(made.outputs.file).toBe(`${name}-42.jpg`);
    const moved = await bench.run({ action: 'run-datasync' });
    expect(moved.outputs['files-transferred']).toBe('2');
    const inputs = {
      file: made.outputs.file ?? '',
      size: made.outputs.size ?? '',
      sha256: made.outputs.sha256 ?? '',
    };
    expect((await bench.run({ action: 'verify-s3', inputs })).code).toBe(0);
    const list = { file: inputs.file, expect: 'absent' };
    expect((await bench.run({ action: 'check-listing', inputs: list })).code).toBe(0);
    const gone = await bench.run({
      action: 'create-test-file',
      inputs: { ensure: 'absent', file: inputs.file, sha256: inputs.sha256 },
    });
    expect(gone.record?.data.removed).toBe(true);
    const everything = readdirSync(bench.lab.context.world.root, { recursive: true }).map(String);
    expect(everything.filter((path) => /(^|\/)pwned/.test(path))).toEqual([]);
    expect(existsSync('pwned')).toBe(false);
  });
});

describe('a runbook that would be code is refused with line and column', () => {
  test.each([
    ['mount: /mnt/data', 'mount: "/mnt/$(id)\\n"', 'source.mount'],
    ['user: www-data', 'user: "www-data; id"', 'application.user'],
    ['export: nfs-server.example.internal:/export/data', 'export: "$(id):/x"', 'source.export'],
    ['options: rw,hard,nolock', 'options: "rw $(id)"', 'gateway.options'],
    ['to: new-image.jpg', 'to: "a\\nb.jpg"', 'canary.to'],
    ['cutover: cutover', 'cutover: "a\\"b${{ x }}"', 'gates.cutover'],
    ['log-group: /aws/events/nfs-cutover', 'log-group: "a b"', 'refresh.log-group'],
  ])('%s', async (from, to, path) => {
    expect(WORKSHOP).toContain(from);
    await using bench = await openBench();
    const { code, stdout } = await bench.run({
      action: 'plan',
      inputs: { ticket: 'CHG0000001', reason: 'x' },
      prepare: (workspace) => {
        writeFileSync(join(workspace, 'runbooks', 'image-archive.yml'), WORKSHOP.replace(from, to));
      },
    });
    expect(code).toBe(11);
    expect(stdout).toMatch(
      new RegExp(
        `::error title=bad-runbook,file=runbooks/image-archive.yml,line=\\d+,col=\\d+::runbooks/image-archive.yml:\\d+:\\d+: ${path.replace('.', '\\.')}: expected`,
      ),
    );
  });
});
