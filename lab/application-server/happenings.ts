// What happens in the middle of a rehearsal: to the gateway, to a server, by the application.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser, ordinaryUser } from './ordinary-user.ts';
import { writeBoot } from './proc.ts';
import { silentAgent, stateFolder } from './server-folder.ts';
import type { LabContext } from '../context.ts';
import type { World } from '../world.ts';
import type { Happening } from '../faults/happening.ts';
import { writeAsSomebody } from '../faults/source-writer.ts';

/** Where a document begins or has ended, with the environment of what runs there. */
export interface Place {
  readonly instance: string;
  readonly document: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What has happened, and what it has left that ends with the lab. */
export interface Happened {
  readonly done: Set<Happening>;
  readonly left: DisposableStack;
}

/** Plays what the scenario has for this moment, each once. */
export function happen(
  context: LabContext,
  phase: Happening['phase'],
  place: Place,
  { done, left }: Happened,
): void {
  for (const one of context.faults.happens ?? []) {
    if (one.document !== place.document || one.phase !== phase || done.has(one)) continue;
    const { servers } = context.world.names.application;
    if (one.server !== undefined && servers[one.server - 1] !== place.instance) continue;
    done.add(one);
    if (one.is === 'open-writer') left.use(openWriter(context, place));
    else play(context, one.is, place);
  }
}

/** A real process: the tools of the server look for those of this machine that belong to it. */
function openWriter({ world }: LabContext, { instance, env }: Place): Disposable {
  writeFileSync(join(stateFolder(world, instance), 'programs'), '');
  const file = join(world.source, 'catalogue/index.csv');
  const child = spawn('/bin/sh', ['-c', 'exec 3>>"$0" && read -r _', file], {
    env: { ...env, LAB_USER: world.names.application.user },
    ...ordinaryUser(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Until it has opened the file.
  const opened = `until [ "$(readlink /proc/${child.pid}/fd/3)" = "$0" ]; do sleep 0.02; done`;
  spawnSync('timeout', ['10', '/bin/sh', '-c', opened, file]);
  return {
    [Symbol.dispose]: () => {
      child.kill('SIGKILL');
    },
  };
}

/** What happens to `instance`, or to all servers, right now. */
export function play(
  { world }: LabContext,
  is: Exclude<Happening['is'], 'open-writer'>,
  { instance, env }: Pick<Place, 'instance' | 'env'>,
): void {
  switch (is) {
    case 'gateway-silent': {
      const [host = ''] = world.names.gateway.export.split(':');
      for (const server of world.names.application.servers) {
        const file = join(stateFolder(world, server), 'silent');
        appendFileSync(file, `${host}\n`);
        giveToOrdinaryUser(file);
      }
      return;
    }
    case 'gateway-answers':
      for (const server of world.names.application.servers) flush(world, server);
      return;
    case 'hung-writer': {
      const file = join(stateFolder(world, instance), 'hung');
      writeFileSync(file, 'written late\n');
      giveToOrdinaryUser(file);
      return;
    }
    case 'agent-silent':
      writeFileSync(silentAgent(world, instance), '');
      return;
    case 'written':
      writeAsSomebody(join(world.gateway, WRITTEN), 'by the application\n');
      return;
    case 'unlisted-client':
      writeAsSomebody(join(world.source, UNLISTED), 'by a client that nobody has named\n');
      return;
    case 'reboot': {
      const root = world.server(instance);
      const { status, stderr } = spawnSync('/bin/sh', ['-c', REBOOT], {
        env: { ...env },
        ...ordinaryUser(),
        cwd: root,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`lab: a reboot that ends with 0: got ${status} ${stderr}`);
      writeBoot(root);
      giveToOrdinaryUser(join(root, 'proc'));
    }
  }
}

/**
 * The gateway answers this server again: what hung in a write is written, whether its mount is left or not, unless the share
 * takes no writes of mounts of before.
 */
function flush(world: World, server: string): void {
  const state = stateFolder(world, server);
  rmSync(join(state, 'silent'), { force: true });
  for (const left of [join(state, 'hung'), join(state, 'detached')]) {
    if (!existsSync(left)) continue;
    if (!isClosed(state)) writeAsSomebody(join(world.gateway, LATE), readFileSync(left, 'utf8'));
    rmSync(left);
  }
}

const isClosed = (state: string): boolean => existsSync(join(state, 'closed'));

const LATE = 'written-late.txt';
const WRITTEN = 'written-by-the-application.txt';
const UNLISTED = 'unlisted.txt';

/** Nothing stays mounted, nothing hangs any more, `/run` is empty, and fstab says what comes back. */
const REBOOT = `rm -f "$LAB_STATE/hung" "$LAB_STATE/detached"
  findmnt -n -r -t nfs,nfs4 -o TARGET | tac |
    while read -r target; do umount -l "$(printf '%b' "$target")"; done
  rm -rf "$LAB_SERVER"/run/* && mkdir -p "$LAB_SERVER/run/lock" "$LAB_SERVER/run/systemd/system"
  systemctl daemon-reload && mount -a -t nfs,nfs4`;
