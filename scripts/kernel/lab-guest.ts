// The application server of the lab as a guest: the same cases run against the lab's tools, without a kernel of its own.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { mapBack } from '../../lab/application-server/agent.ts';
import { giveToOrdinaryUser, ordinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { writeBoot, writeProc, writeUptime } from '../../lab/application-server/proc.ts';
import { programNumbers, readPrograms } from '../../lab/application-server/programs.ts';
import { stateFolder } from '../../lab/application-server/server-folder.ts';
import { createServers, environment } from '../../lab/application-server/servers.ts';
import type { LabContext } from '../../lab/context.ts';
import { LabEvents } from '../../lab/events.ts';
import { LabClock } from '../../lab/time/clock.ts';
import { openWorld } from '../../lab/world.ts';
import type { Guest, Ran } from './guest.ts';
import { RESET, runbookOf } from './lab-world.ts';

/** Short: a document cuts long lines, and each path of the lab is longer than the server's. */
const INSTANCE = 'i-1';

/** A server of the lab. Its mounts are those of the guest with a kernel; it needs no root and no image. */
export function openLabGuest(): Guest {
  let place: Place | undefined;
  const run: Guest['run'] = (script, seconds = 120) => runIn(opened(place), script, seconds);
  return {
    run,
    calm: async (version) => {
      close(place);
      place = await layOut(version);
      const { status, stdout, stderr } = await run(RESET(version));
      if (status !== 0) throw new Error(`expected a calm lab, got ${status}\n${stdout}${stderr}`);
    },
    parameter: (name, text) =>
      name.endsWith('Path') && text.startsWith('/') ? opened(place).root + text : text,
    cutPower: async () => {
      const { root, context } = opened(place);
      const { status, stderr } = await run(POWER_CUT);
      if (status !== 0) throw new Error(`expected a power cut, got ${status}\n${stderr}`);
      writeProc(context, root);
      writeBoot(root);
      giveToOrdinaryUser(join(root, 'proc'));
    },
    [Symbol.asyncDispose]: () => {
      close(place);
      place = undefined;
      return Promise.resolve();
    },
  };
}

/**
 * Ends every process of the server but this one, and no change of mounts in its middle: the kernel makes them whole. It
 * looks in the machine's own /proc, until none is left: one that ends may have begun another meanwhile. Then nothing is
 * mounted, and what a boot makes anew is empty. As in the other guest, the case mounts what fstab names.
 */
const POWER_CUT = `exec 8>>"$LAB_STATE/lock"; flock 8
  machine= left=some
  while [ -n "$left" ]; do
    left=
    for process in $(grep -slzxF -e "LAB_SERVER=$LAB_SERVER" \${machine}/proc/[0-9]*/environ | cut -d / -f 3); do
      [ "$process" = "$$" ] || ! kill -KILL "$process" 2>/dev/null || left=$process
    done
  done
  exec 8>&-
  findmnt -n -r -t nfs,nfs4 -o TARGET | tac | while read -r target; do umount -l "$(printf '%b' "$target")"; done
  rm -rf /run/* && mkdir -p /run/lock /run/systemd/system && systemctl daemon-reload`;

/** The commands of the other guest that have nothing to do here, as files of their own. */
const IDLE = ['guest-servers.sh'];

interface Place {
  readonly folder: string;
  readonly context: LabContext;
  readonly root: string;
  readonly state: string;
  readonly began: number;
}

/** It was booted so long before its first case. */
const UP_SECONDS = 86_400;

function opened(place: Place | undefined): Place {
  if (place === undefined) throw new Error('expected a case to begin with a calm lab');
  return place;
}

async function layOut(version: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  chmodSync(folder, 0o755);
  const runbook = join(folder, 'runbook.yml');
  writeFileSync(runbook, runbookOf(INSTANCE, version));
  const world = openWorld(runbook, folder);
  const clock = new LabClock('virtual', 1, Date.UTC(2096, 8, 12, 21, 30));
  const context = { world, clock, events: new LabEvents(), faults: {} };
  for (const each of [world.source, world.gateway]) mkdirSync(each, { recursive: true });
  await createServers(context).seed();
  const root = world.server(INSTANCE);
  const state = stateFolder(world, INSTANCE);
  mkdirSync(join(root, 'srv'));
  symlinkSync(world.source, join(root, 'srv/source'));
  symlinkSync(world.gateway, join(root, 'srv/gateway'));
  for (const units of ['etc', 'run'])
    mkdirSync(join(root, units, 'systemd/system'), { recursive: true });
  mkdirSync(join(folder, 'idle'));
  for (const name of IDLE)
    writeFileSync(join(folder, 'idle', name), '#!/bin/sh\n', { mode: 0o755 });
  // The tools look for real programs only where people run some.
  writeFileSync(join(state, 'programs'), '');
  giveToOrdinaryUser(folder);
  return { folder, context, root, state, began: performance.now() };
}

/** Ends what people have started there, and removes it. */
function close(place: Place | undefined): void {
  if (place === undefined) return;
  kill(place.root);
  place.context.clock.close();
  rmSync(place.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** Every process of this server, and of nothing else. */
function kill(root: string): void {
  for (const pid of programNumbers(root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

let jobs = 0;

/** As the guest's runner does: the script's own end counts, whoever holds its output. */
async function runIn(place: Place, script: string, seconds: number): Promise<Ran> {
  const { context, root, state } = place;
  writeProc(context, root, readPrograms(root, state));
  writeUptime(root, UP_SECONDS + (performance.now() - place.began) / 1000);
  // Each job has a time of its own, and takes what its operations take.
  context.clock.tick();
  const job = join(place.folder, String(++jobs));
  writeFileSync(job, placed(script, root));
  giveToOrdinaryUser(job);
  giveToOrdinaryUser(join(root, 'proc'));
  const [out, err] = [`${job}.out`, `${job}.err`].map((file) => openSync(file, 'w'));
  const began = performance.now();
  const env = environment(context, INSTANCE);
  const child = spawn('/bin/sh', [job], {
    cwd: '/usr/bin',
    env: {
      ...env,
      PATH: `${env.PATH}:${join(place.folder, 'idle')}`,
      LAB_SCRIPT: job,
      LAB_PEOPLE: 'yes',
    },
    detached: true,
    stdio: ['ignore', out, err],
    ...ordinaryUser(),
  });
  for (const fd of [out, err]) if (fd !== undefined) closeSync(fd);
  const late = new AbortController();
  const status = await Promise.race([
    new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        resolve(code ?? 137);
      });
    }),
    realTime(seconds * 1000, undefined, { signal: late.signal }),
  ]);
  if (status !== undefined) late.abort();
  const said = (file: string): string =>
    mapBack(context.world, INSTANCE, readFileSync(file, 'latin1'));
  return {
    status,
    stdout: said(`${job}.out`),
    stderr: said(`${job}.err`),
    seconds: (performance.now() - began) / 1000 + spent(state, context),
  };
}

/** The seconds that its operations have taken in the lab's time. */
function spent(state: string, { clock }: LabContext): number {
  const file = join(state, 'spent');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [since, milliseconds = '0'] = text.trim().split(' ');
  return since === String(clock.now() / 1000) ? Number(milliseconds) / 1000 : 0;
}

/**
 * A script with the server's absolute paths where they really lie. A path begins where no name and no host stands
 * before it, or behind \t and \n of printf; and it ends as a whole folder.
 */
export function placed(script: string, root: string): string {
  return script.replace(
    /(?:(?<![\w.:*/\])}$\\-])|(?<=\\[ntr]))\/(?=(?:etc|mnt|srv|var|tmp|run|proc|home)(?:\/|[\s"';|)&<>#,]|$))/gm,
    `${root.replaceAll('$', '$$$$')}/`,
  );
}
