// The survey of ACLs and attributes: how often it asks, and what it says where the server is slow.
import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { INSPECT } from '../document-parameters.ts';

/** Puts `script` before the tool `name`; `$real` is the tool, and each run is counted. */
function before(lab: ServerLab, name: string, script = ''): { runs: () => number } {
  const tool = join(lab.context.world.root, 'tools', name);
  const log = join(lab.root, 'tmp', `${name}.runs`);
  renameSync(tool, `${tool}.real`);
  // The lab's tools know what they are by their names.
  const text = readFileSync(`${tool}.real`, 'utf8').replace('#!/bin/sh\n', '');
  writeFileSync(tool, `#!/bin/sh\necho >>'${log}'\n${script}\n${text}`, { mode: 0o755 });
  return { runs: () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0) };
}

test('fifty names are asked about in five runs of each tool', async () => {
  await using lab = await openServerLab({ faults: { server: { acl: 'n17', attribute: 'n33' } } });
  for (let i = 10; i < 70; i++) lab.write(`n${i}`, 'x');
  const [acls, attributes] = [before(lab, 'nfs4_getfacl'), before(lab, 'getfattr')];
  const { said } = await lab.run('inspect-server', INSPECT);
  // The first fifty of sixty files, in the order of the folder.
  expect(said.acls).toMatch(/^seen [01] (49|50) 0 50 40 (.*\/n17)?$/);
  expect(said.attributes).toMatch(/^seen [01] (49|50) 0 50 40 (.*\/n33)?$/);
  // One run more asks how many names the tool takes.
  expect([acls.runs(), attributes.runs()]).toEqual([6, 5]);
});

test('where the time ends before the names, what was answered counts', async () => {
  await using lab = await openServerLab({ faults: { server: { attribute: '' } } });
  for (let i = 10; i < 40; i++) lab.write(`n${i}`, 'x');
  const stop = `[ "$(wc -l <"$LAB_SERVER/tmp/getfattr.runs")" -lt 3 ] || kill -9 "$PPID"`;
  before(lab, 'getfattr', stop);
  const { said, code } = await lab.run('inspect-server', INSPECT);
  expect(code).toBe(0);
  expect(said.attributes).toMatch(/^seen 1 19 0 31 40 .*\/mnt\/data$/);
  expect(said.inspected).toBe('yes');
});

test.each([
  ['Operation not supported', 'seen 0 4 0 4 40 '],
  ['Permission denied', 'seen 0 0 4 4 40 '],
])('a tool that says of each file: %s', async (words, expected) => {
  await using lab = await openServerLab();
  for (const name of ['a', 'b', "c'$(id)"]) lab.write(name, 'x');
  before(lab, 'getfattr', `shift 3\nfor f; do echo "getfattr: $f: ${words}" >&2; done; exit 1`);
  expect((await lab.run('inspect-server', INSPECT)).said.attributes).toBe(expected);
});

test('a tool that takes one name is asked about one at a time', async () => {
  await using lab = await openServerLab({ faults: { server: { acl: 'b' } } });
  for (const name of ['a', 'b', 'c']) lab.write(name, 'x');
  const one = `case $1 in -h) echo "Usage: nfs4_getfacl file"; exit ;; esac\n[ $# -eq 1 ] || exit 1`;
  const { runs } = before(lab, 'nfs4_getfacl', one);
  expect((await lab.run('inspect-server', INSPECT)).said.acls).toMatch(/^seen 1 3 0 4 40 .*\/b$/);
  expect(runs()).toBe(5);
});
