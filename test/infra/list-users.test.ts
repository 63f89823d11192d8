// Who has something below a dead gateway: one line for a link of /proc, whatever the names are that it holds.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDER = join(import.meta.dirname, '../../infra/documents');
const SCRIPT = ['lib/common.sh', 'restore-mount/unmount-dead.sh']
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');

/** The lines of the block, where /proc has these links. */
function users(links: (proc: string) => Readonly<Record<string, string>>): string[] {
  const proc = mkdtempSync(join(tmpdir(), 'proc-'));
  try {
    for (const [name, to] of Object.entries(links(proc))) {
      mkdirSync(dirname(join(proc, name)), { recursive: true });
      symlinkSync(to, join(proc, name));
    }
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `${SCRIPT}\nproc=$1 mount=/mnt/data\nlist_users || :`, 'sh', proc],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    return stdout.split('\n').filter(Boolean).sort();
  } finally {
    rmSync(proc, { recursive: true });
  }
}

test.each<[string, (proc: string) => Readonly<Record<string, string>>, readonly string[]]>([
  [
    'folders and files below the mount alone',
    () => ({ '41/cwd': '/mnt/data', '42/fd/3': '/mnt/data/a b', '43/cwd': '/mnt/database' }),
    ['41 cwd /mnt/data', '42 fd/3 /mnt/data/a b'],
  ],
  [
    'a name that holds a line of its own names nobody else',
    (proc) => ({ '41/cwd': `/mnt/data/x\n${proc}/77/cwd\t/mnt/data/y`, '77/cwd': '/srv' }),
    ['41 cwd /mnt/data/x?PROC/77/cwd'],
  ],
  [
    'nor does one that lies elsewhere',
    (proc) => ({ '41/fd/3': `/srv/x\n${proc}/77/cwd\t/mnt/data/y`, '77/cwd': '/srv' }),
    [],
  ],
])('%s', (_what, links, lines) => {
  let at = '';
  const found = users((proc) => links((at = proc)));
  expect(found.map((line) => line.replaceAll(at, 'PROC'))).toEqual(lines);
});
