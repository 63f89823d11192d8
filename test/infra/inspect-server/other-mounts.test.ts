// Who else mounts the old server, by whatever name: the inspection names it, and a freeze refuses it, by the same block.
import { expect, test } from '@jest/globals';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountRow, rowLine } from '../../../lab/application-server/mount-table.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { FREEZE, INSPECT } from '../document-parameters.ts';

/** What is mounted, its options beside rw, and whether it is of the source. */
const MOUNTS: readonly (readonly [what: string, source: string, options: string, is: boolean])[] = [
  ['the export again', 'nfs-server.example.internal:/export/data', '', true],
  ['the export that holds it', 'nfs-server.example.internal:/export', '', true],
  ['the root of the server', 'nfs-server.example.internal:/', '', true],
  ['a folder of the export', 'nfs-server.example.internal:/export/data/images/', '', true],
  ['another case of the name', 'NFS-Server.Example.Internal:/export/data', '', true],
  ['an address of the name', '10.0.0.9:/export/data', '', true],
  ['another name, by its address', 'nas:/export/data', ',addr=10.0.0.9', true],
  ['an address of version 6 in brackets', '[fd00::9]:/export/data', '', true],
  ['the same in capital letters', '[FD00::9]:/export/data', '', true],
  ['another name, by an address of version 6', 'nas6:/export/data', ',addr=fd00::9', true],
  ['slashes twice', 'nfs-server.example.internal://export//data', '', true],
  ['an export that only begins like it', 'nfs-server.example.internal:/export/database', '', false],
  ['an export beside it', 'nfs-server.example.internal:/export/other', '', false],
  ['the same path of another server', 'other:/export/data', ',addr=10.0.0.7', false],
  ['the address of mountd alone', 'other:/export/data', ',mountaddr=10.0.0.9', false],
  ['the address of the client', 'other:/export/data', ',clientaddr=10.0.0.9,addr=10.0.0.7', false],
];
const OURS = MOUNTS.filter(([, , , is]) => is);

function put(lab: ServerLab, mounts: typeof MOUNTS): void {
  const hosts = '10.0.0.9 nfs-server.example.internal\nfd00::9 nfs-server.example.internal\n';
  mkdirSync(join(lab.root, 'etc'), { recursive: true });
  writeFileSync(join(lab.root, 'etc/hosts'), hosts);
  for (const [i, [, source, options]] of mounts.entries())
    appendFileSync(join(lab.state, 'mounts'), line(lab, { source, target: `/srv/m${i}`, options }));
}

/** A line of the lab's mount table, with a superblock of its own. */
function line(
  lab: ServerLab,
  { source, target, options }: { source: string; target: string; options: string },
): string {
  const mount = { source, target: `${lab.root}${target}`, options: `rw${options}` };
  const id = readFileSync(join(lab.state, 'mounts'), 'utf8').split('\n').length;
  return `${rowLine({ ...mountRow(mount, id), device: `0:${90_000 + id}` })}\n`;
}

test.each([0, 8])('eight of them from number %i', async (first) => {
  const mounts = MOUNTS.slice(first, first + 8);
  await using lab = await openServerLab();
  put(lab, mounts);
  const { said } = await lab.run('inspect-server', INSPECT);
  const found = (said.others ?? '').split('\n').map((line) => line.split(' '));
  expect(found.map(([kind, target]) => `${kind} ${target}`)).toEqual(
    mounts.flatMap(([, , , is], i) => (is ? [`again /srv/m${i}`] : [])),
  );
});

test('a freeze refuses each of them, and nothing else', async () => {
  await using lab = await openServerLab();
  put(lab, MOUNTS);
  const refused = await lab.run('freeze-source', FREEZE);
  expect(refused.said).toMatchObject({ refusal: 'shared-mount' });
  expect(refused.said.detail).toMatch(new RegExp(`\\(${OURS.length}\\)`));
  const table = join(lab.state, 'mounts');
  const rows = readFileSync(table, 'utf8').split('\n');
  const theirs = (row: string): boolean => OURS.some(([, source]) => row.startsWith(`${source} `));
  const kept = rows.filter((row, i) => i < 2 || !theirs(row));
  writeFileSync(table, kept.join('\n'));
  expect((await lab.run('freeze-source', FREEZE)).said.frozen).toBe('yes');
});

test('a mount of the source below the source is named once', async () => {
  await using lab = await openServerLab();
  const source = 'nfs-server.example.internal:/export/data/a';
  const row = line(lab, { source, target: '/mnt/data/a', options: '' });
  appendFileSync(join(lab.state, 'mounts'), row);
  const { said } = await lab.run('inspect-server', INSPECT);
  expect(said).toMatchObject({
    'others-count': '1',
    others: expect.stringMatching(/^again \/mnt\/data\/a /),
  });
});
