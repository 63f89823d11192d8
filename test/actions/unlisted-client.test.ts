// A client that no runbook names writes to the frozen source: what it writes is seen before the switch and behind it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const SWITCH = { action: 'switch-mount', inputs: { to: 'gateway' } } as const;

/** Calls `change` when the listing of this number begins: the first is what the later ones are compared with. */
function atListing({ lab }: Bench, number: number, change: (path: string) => void): void {
  let listings = 0;
  lab.context.events.on((event) => {
    if (event.kind !== 'document' || event.phase !== 'begins') return;
    if (event.document !== 'list-tree') return;
    listings += 1;
    if (listings === number) change(lab.context.world.source);
  });
}

/** What the application's path is served by, as fstab says. */
function served({ lab }: Bench): string {
  const file = join(lab.context.world.server('i-0a1b2c3d4e5f60718'), 'etc/fstab');
  return /^(\S+) \S+\/mnt\/data /m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}

const SOURCE = 'nfs-server.example.internal:/export/data';

test.each<[string, (path: string) => void, string]>([
  ['a new file', (path) => writeFileSync(join(path, 'unlisted'), '1'), 'unlisted'],
  [
    'a changed file',
    (path) => writeFileSync(join(path, 'images/00001.jpg'), '1'),
    'images/00001.jpg',
  ],
  ['a removed file', (path) => rmSync(join(path, 'images/00002.jpg')), 'images/'],
])('%s before the switch: nothing is switched', async (_, change, named) => {
  await using bench = await openBench();
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  atListing(bench, 2, change);
  const { stdout, record } = await bench.run(SWITCH);
  expect(stdout).toMatch(/path(s)? changed: /);
  expect(stdout).toContain(named);
  expect(record?.verdict).toBe('fail');
  expect(
    bench.lab.calls.filter(({ operation }) => operation === 'SendCommand').length,
  ).toBeGreaterThan(0);
  expect(sent(bench)).not.toContain('switch-mount');
  expect(served(bench)).toBe(SOURCE);
});

test('a new file behind the switch: the servers go back to the source', async () => {
  await using bench = await openBench();
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  atListing(bench, 3, (path) => writeFileSync(join(path, 'unlisted'), '1'));
  const { code, record, stdout } = await bench.run(SWITCH);
  expect(sent(bench)).toContain('switch-mount');
  expect(stdout).toContain('1 path changed: unlisted');
  expect([code, record?.error?.code, record?.data.failure]).toEqual([
    53,
    'went-back',
    expect.objectContaining({ code: 'differs' }),
  ]);
  expect(served(bench)).toBe(SOURCE);
  expect(bench.journal.newest?.state).not.toBe('confirmed');
});

test('nobody writes: the record says that the server was open, and watched', async () => {
  await using bench = await openBench();
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  const { code, record, summary } = await bench.run(SWITCH);
  expect(code).toBe(0);
  expect(record?.data.watch).toMatchObject({
    server: 'open, watched',
    looks: [
      { look: 'before', leftOut: 0 },
      { look: 'after', leftOut: 0 },
    ],
  });
  expect(summary).toMatch(/open to other clients, and watched: \d+ paths, none changed from/);
});

const sent = ({ lab }: Bench): string[] =>
  lab.calls
    .flatMap(({ operation, input }) => (operation === 'SendCommand' ? [JSON.stringify(input)] : []))
    .map((text) => /nfs-cutover-([a-z-]+)/.exec(text)?.[1] ?? '');
