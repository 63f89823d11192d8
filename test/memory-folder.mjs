// Before all tests and after them: their temporary folder lies in memory where there is room, as a lab is some 600 small files.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 30;
/** Short: what servers say is cut to a length, their folder in the lab included. */
const PREFIX = 'nfs-cutover-';

/** The folder of this run. */
let folder;

/** jest's globalSetup: its workers begin with this process's environment. */
export default function begin() {
  removeLeft();
  folder = makeFolder();
  if (folder !== undefined) process.env.TMPDIR = folder;
  // Most of a step's time is the start of Node and of the AWS SDK (lab/github/steps/node-process.ts).
  process.env.LAB_SHARED_PROCESSES ??= 'yes';
}

/** jest's globalTeardown. */
export function end() {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function makeFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM_BYTES) return undefined;
    const made = join(MEMORY, `${PREFIX}${process.pid}`);
    mkdirSync(made);
    // The lab's servers run as an ordinary user.
    chmodSync(made, 0o755);
    writeFileSync(join(made, 'runs'), '#!/bin/sh\n', { mode: 0o755 });
    execFileSync(join(made, 'runs'));
    return made;
  } catch {
    // There is none, or nothing may be executed in it: the disk is as good, and slower.
    return undefined;
  }
}

/** What runs have left that were killed: memory is not to be filled by them. */
function removeLeft() {
  try {
    for (const name of readdirSync(MEMORY)) {
      const [, pid] = /^nfs-cutover-(\d+)$/.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid)))
        rmSync(join(MEMORY, name), { recursive: true, force: true });
    }
  } catch {
    // There is none, or it is another user's.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
