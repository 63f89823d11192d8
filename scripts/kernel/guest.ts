// One guest: a real kernel that is an ordinary process, with two NFS servers and their client in it.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a script in the guest ended. `status` is undefined where it has not ended in its time. */
export interface Ran {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** The machine that cases run on: a real kernel, or the application server of the lab. */
export interface Guest {
  /** Runs a script by `sh`, as the agent's unit would: as root, in a session of its own, in `/usr/bin`. */
  readonly run: (script: string, seconds?: number) => Promise<Ran>;
  /** Makes the calm state from which every case begins, with both mounts by this NFS version. */
  readonly calm: (version: string) => Promise<void>;
  /** A parameter of a document (plain text) as this machine needs it: where a path of the server really lies. */
  readonly parameter: (name: string, text: string) => string;
  /** Ends the guest as a power cut does, and boots it again from the same disks. */
  readonly cutPower: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

const BOOT_SECONDS = 180;

/** What serves both exports: the server of the kernel, or a program. */
export const SERVERS = ['kernel', 'ganesha'] as const;
export type ServerKind = (typeof SERVERS)[number];

/** Boots a guest from `image`; the log of its console goes to the file `console`. */
export async function bootGuest(image: string, console: string): Promise<Guest> {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-guest-'));
  const share = join(folder, 'share');
  mkdirSync(share);
  let kernel = await boot({ image, folder, share, console });
  // Its processes are a group of their own: they would outlive this one.
  const kill = (): void => {
    killGroup(kernel);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  let jobs = 0;
  const run: Guest['run'] = async (script, seconds = 120) => {
    const job = join(share, String(++jobs));
    writeFileSync(`${job}.new`, script);
    renameSync(`${job}.new`, `${job}.job`);
    const began = performance.now();
    const passed = () => (performance.now() - began) / 1000;
    while (!existsSync(`${job}.status`) && passed() < seconds) {
      if (kernel.exitCode !== null) throw new Error(`the guest ended: see ${console}`);
      await sleep(20);
    }
    return taken(job, passed());
  };
  return {
    run,
    calm: async (version) => {
      const { status, stdout, stderr } = await run(`guest-reset.sh ${version}`, 300);
      if (status !== 0) throw new Error(`expected a calm guest, got ${status}\n${stdout}${stderr}`);
    },
    parameter: (_, text) => text,
    cutPower: async () => {
      await end(kernel);
      kernel = await boot({ image, folder, share, console });
    },
    [Symbol.asyncDispose]: async () => {
      await end(kernel);
      process.removeListener('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The answer of a job. One that has ended leaves nothing: the guest reads the whole folder again and again. */
function taken(job: string, seconds: number): Ran {
  const ended = existsSync(`${job}.status`);
  const ran = {
    status: ended ? Number(readFileSync(`${job}.status`, 'utf8')) : undefined,
    stdout: text(`${job}.out`),
    stderr: text(`${job}.err`),
    seconds,
  };
  if (ended)
    for (const end of ['running', 'out', 'err', 'status']) rmSync(`${job}.${end}`, { force: true });
  return ran;
}

/** Bytes that are no UTF-8 stay tellable. */
const text = (file: string): string => (existsSync(file) ? readFileSync(file, 'latin1') : '');

interface Place {
  readonly image: string;
  readonly folder: string;
  readonly share: string;
  readonly console: string;
}

async function boot({ image, folder, share, console }: Place): Promise<ChildProcess> {
  rmSync(join(share, 'booted'), { force: true });
  const disk = (name: string, of: string): string => `${join(folder, name)},${join(image, of)}`;
  const log = openSync(console, 'a');
  const { program, before } = onOneProcessor(join(image, 'linux'));
  const kernel = spawn(
    program,
    [
      ...before,
      'mem=512M',
      `ubda=${disk('root', 'root.img')}`,
      `ubdb=${disk('source', 'export.img')}`,
      `ubdc=${disk('gateway', 'export.img')}`,
      'root=/dev/ubda',
      'rw',
      'con0=null,fd:1',
      'con=null',
      'ssl=null',
      'systemd.unit=multi-user.target',
      `guest_share=${share}`,
      `uml_dir=${join(folder, 'uml')}/`,
    ],
    { detached: true, stdio: ['ignore', log, log], env: { PATH: process.env.PATH } },
  );
  closeSync(log);
  for (let i = 0; i < BOOT_SECONDS * 20 && !existsSync(join(share, 'booted')); i++) {
    if (kernel.exitCode !== null) break;
    await sleep(50);
  }
  if (existsSync(join(share, 'booted'))) return kernel;
  await end(kernel);
  throw new Error(`the guest did not boot in ${BOOT_SECONDS} s: see ${console}`);
}

/**
 * `kernel`, started on the last processor that this process may use, where taskset is there. It traces its own processes,
 * one at a time: where they move from processor to processor, it takes twice the time.
 */
function onOneProcessor(kernel: string): { program: string; before: string[] } {
  const [, last = ''] = /^Cpus_allowed_list:.*?(\d+)$/m.exec(text('/proc/self/status')) ?? [];
  if (spawnSync('taskset', ['-c', last, 'true']).status !== 0)
    return { program: kernel, before: [] };
  return { program: 'taskset', before: ['-c', last, kernel] };
}

/** Its processes are one group; what it has written to its disks stays. */
async function end(kernel: ChildProcess): Promise<void> {
  if (kernel.exitCode !== null || kernel.signalCode !== null || kernel.pid === undefined) return;
  const gone = new Promise((resolve) => kernel.once('exit', resolve));
  killGroup(kernel);
  await gone;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
