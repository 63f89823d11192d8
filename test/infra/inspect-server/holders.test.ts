// Who holds a mount: the lines of processes that fuser prints, and never the kernel's own.
import { expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

const LIB = join(import.meta.dirname, '../../../infra/documents/lib');
const BLOCKS = ['common.sh', 'holders.sh'].map((name) => readFileSync(join(LIB, name), 'utf8'));

/** What the block says where fuser prints this about the mount. */
function holders(mount: string, printed: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'fuser-'));
  try {
    writeFileSync(join(folder, 'printed'), printed);
    writeFileSync(join(folder, 'fuser'), `#!/bin/sh\ncat '${folder}/printed'\n`, { mode: 0o755 });
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `${BLOCKS.join('\n')}\nmount=$1\nfind_holders\nprintf %s "$holders"`, 'sh', mount],
      { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } },
    );
    expect(stderr).toBe('');
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HEADING = '                     USER        PID ACCESS COMMAND';
const KERNEL = '                     root     kernel mount /mnt/data';
const PROCESS = '                     app        4711 F.c.. nginx';

test.each<[what: string, lines: readonly string[], processes: readonly string[], mount?: string]>([
  ['nobody', [`/mnt/data:           root     kernel mount /mnt/data`], []],
  ['nobody, by an older fuser', ['/mnt/data:', KERNEL], []],
  [
    'a swap file and a loop device',
    [KERNEL, KERNEL.replace('mount', 'swap '), KERNEL.replace('mount', 'loop ')],
    [],
  ],
  ['a process beside the kernel', ['/mnt/data:', KERNEL, PROCESS], [PROCESS]],
  [
    'a process in the first line',
    ['/mnt/data:           app        4711 F.c.. nginx'],
    ['/mnt/data:           app        4711 F.c.. nginx'],
  ],
  ['numbers that come later', [KERNEL, PROCESS, ' 4711 4712'], [PROCESS]],
  ['no mount at all', ['Specified filename /mnt/data does not exist.'], []],
  [
    'what cannot be looked at',
    ['Cannot stat file /proc/12/fd/3: Permission denied', PROCESS],
    [PROCESS],
  ],
  [
    'a process named as the kernel’s line',
    ['                     app        4711 F.... kernel mount /mnt/data'],
    ['                     app        4711 F.... kernel mount /mnt/data'],
  ],
  [
    'a user named kernel',
    ['                     kernel     4711 ..c.. sh'],
    ['                     kernel     4711 ..c.. sh'],
  ],
  [
    'a mount point named as a process',
    ['/mnt/a 1 F.c.. b:    root     kernel mount /mnt/a 1 F.c.. b'],
    [],
    '/mnt/a 1 F.c.. b',
  ],
  [
    'a mapped file and a root',
    ['                     1001       5 .r..m java'],
    ['                     1001       5 .r..m java'],
  ],
])('%s', (_, lines, processes, mount = '/mnt/data') => {
  const said = holders(mount, [HEADING, ...lines, ''].join('\n'));
  expect(said).toBe(processes.length === 0 ? '' : [HEADING, ...processes].join('\n'));
});
