// Links, sockets, pipes and devices through the whole step: named as what they are, fine only where the runbook says so.
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import type { TaskFaults } from '../../lab/faults/task-faults.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';

const INPUTS = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };
const isRoot = process.getuid?.() === 0;
const DEVICES = isRoot ? ['- block-device kinds/block', '- char-device kinds/char'] : [];

function plant(source: string): void {
  const at = (name: string): string => join(source, 'kinds', name);
  mkdirSync(at(''));
  writeFileSync(at('plain'), 'x');
  linkSync(at('plain'), at('twin'));
  symlinkSync('plain', at('link'));
  symlinkSync('/nowhere', at('to nothing'));
  execFileSync('mkfifo', [at('pipe')]);
  // Without a close its file stays.
  const listen = "require('net').createServer().listen(process.argv[1], () => process.exit(0))";
  execFileSync(process.execPath, ['-e', listen, at('socket')]);
  if (isRoot) {
    execFileSync('mknod', [at('char'), 'c', '1', '3']);
    execFileSync('mknod', [at('block'), 'b', '7', '0']);
  }
  giveToOrdinaryUser(source);
}

/** Each line of the file of differences as `<symbol of the bucket> <kind> <path>`. */
async function prove(notPortable: string, task: TaskFaults = {}) {
  await using bench = await openBench({
    runbook: changed('sample: 300', `sample: all${notPortable}`),
    scenario: { ...CALM, faults: { task } },
  });
  plant(bench.lab.context.world.source);
  expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
  let workspace = '';
  const result = await bench.run({
    action: 'verify-s3',
    inputs: INPUTS,
    prepare: (folder) => {
      workspace = folder;
    },
  });
  const temp =
    readdirSync(workspace)
      .filter((name) => name.startsWith('temp-'))
      .at(-1) ?? '';
  const file = join(workspace, temp, 'records', 'step.differences.txt');
  const found = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('\tkinds/'))
    .map((line) => {
      const [first = '', path = '', kind = ''] = line.split('\t');
      return `${first[1]} ${kind} ${path}`;
    });
  return { ...result, found: found.sort() };
}

test('none is the same silently', async () => {
  const { code, outputs, found } = await prove('');
  expect([code, outputs.verdict]).toEqual([62, 'fail']);
  expect(found).toEqual(
    [
      ...DEVICES,
      '- fifo kinds/pipe',
      '- socket kinds/socket',
      '? hard-link kinds/plain',
      '? hard-link kinds/twin',
      '? symlink kinds/link',
      '? symlink kinds/to nothing',
    ].sort(),
  );
});

test('what the runbook lets stay behind or become a copy passes, and is listed', async () => {
  const { code, found, record } = await prove(
    '\n  not-portable: [symlink, hard-link, fifo, socket, block-device, char-device]',
  );
  expect([code, record?.verdict]).toEqual([0, 'pass']);
  // Both names of the file have arrived, with their bytes.
  expect(found).toEqual(
    [
      ...DEVICES,
      '- fifo kinds/pipe',
      '- socket kinds/socket',
      '= symlink kinds/link',
      '= symlink kinds/to nothing',
    ].sort(),
  );
});

test('the name of a hard-linked file that has no object is told as such, and passes only where the runbook says so', async () => {
  const linked = (found: readonly string[]): string[] =>
    found
      .filter((line) => line.includes('hard-link'))
      .map((line) => line.replace(/kinds\/(plain|twin)$/, 'name'));
  const strict = await prove('', { hardLinks: 'once' });
  expect(strict.code).toBe(62);
  expect(linked(strict.found)).toEqual([
    '- hard-link: another name of this file has arrived name',
    '? hard-link name',
  ]);
  const all = '\n  not-portable: [symlink, hard-link, fifo, socket, block-device, char-device]';
  const allowed = await prove(all, { hardLinks: 'once' });
  expect([allowed.code, allowed.record?.verdict]).toEqual([0, 'pass']);
  expect(linked(allowed.found)).toEqual([
    '- hard-link: another name of this file has arrived name',
  ]);
});
