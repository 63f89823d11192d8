// The application servers: where SSM documents really run, each in a folder of the lab.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import type { Parameters } from './agent.ts';
import { mapPaths, substitute } from './agent.ts';
import { giveToOrdinaryUser, ordinaryUser } from './ordinary-user.ts';
import { happen } from './happenings.ts';
import type { Happened } from './happenings.ts';
import type { Ended } from './run-script.ts';
import { writeUptime } from './proc.ts';
import { runScript } from './run-script.ts';
import { installTools, layOutServer, stateFolder, toolsFolder } from './server-folder.ts';

export interface Run {
  readonly instance: string;
  /** Name of the document without the product's prefix. */
  readonly document: string;
  readonly step: string;
  readonly script: string;
  readonly parameters: Parameters;
  readonly commandId: string;
  readonly timeoutSeconds: number;
  readonly cancel: AbortSignal;
}

export interface RunResult extends Ended {
  readonly begun: Instant;
  readonly ended: Instant;
  /** The files that hold the whole output. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Servers {
  /** Lays out every server of the runbook, with both exports mounted. */
  readonly seed: () => Promise<void>;
  /** Runs the script of a document on a server, as its agent does. */
  readonly run: (run: Run) => Promise<RunResult>;
  /** Ends what happenings have left running on them. */
  readonly end: () => void;
}

/** The servers were booted so long before the lab begins. */
const UP_BEFORE_MS = 41 * 86_400_000;

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The application servers that the runbook names. */
export function createServers(context: LabContext): Servers {
  const { world, clock, events } = context;
  const bootedAt = clock.now() - UP_BEFORE_MS;
  const happened: Happened = { done: new Set(), left: new DisposableStack() };
  return {
    end: () => happened.left.dispose(),
    seed: async () => {
      if (process.platform !== 'linux')
        throw new Error(`lab: the application server needs Linux; got ${process.platform}`);
      installTools(context);
      for (const instance of world.names.application.servers) layOutServer(context, instance);
      giveToOrdinaryUser(world.source);
      giveToOrdinaryUser(world.gateway);
      checkReach(context);
      await Promise.resolve();
    },
    run: async (run) => {
      const files = writeScript(context, run);
      writeUptime(world.server(run.instance), (clock.now() - bootedAt) / 1000);
      const busy = clock.busy(`document ${run.document} on ${run.instance}`);
      const begun = clock.now();
      const place = { ...run, env: environment(context, run.instance) };
      happen(context, 'begins', place, happened);
      events.emit({ kind: 'document', phase: 'begins', document: run.document });
      const { stdout, stderr } = files;
      try {
        const ended = await runScript({
          ...files,
          env: { ...environment(context, run.instance), LAB_SCRIPT: files.file },
          timeoutSeconds: run.timeoutSeconds,
          cancel: run.cancel,
        });
        return { ...ended, begun, ended: clock.now(), stdout, stderr };
      } finally {
        happen(context, 'ends', place, happened);
        events.emit({ kind: 'document', phase: 'ends', document: run.document });
        busy[Symbol.dispose]();
      }
    },
  };
}

/** Where the agent keeps a command: script and output in the folder of its step. */
function writeScript({ world }: LabContext, run: Run): Record<Files, string> {
  const { instance, commandId, step } = run;
  const agent = join(world.server(instance), 'var/lib/amazon/ssm', instance);
  const folder = join(agent, 'document/orchestration', commandId, 'awsrunShellScript', step);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '_script.sh');
  const parameters = mapPaths(world, instance, run.parameters);
  writeFileSync(file, substitute(run.script, parameters));
  chmodSync(file, 0o700);
  giveToOrdinaryUser(folder);
  return {
    file,
    folder: closedFolder(folder),
    stdout: join(folder, 'stdout'),
    stderr: join(folder, 'stderr'),
  };
}

/** Where the script begins: the application's user cannot enter the agent's folder. Without root, nobody is another user. */
function closedFolder(folder: string): string {
  if (ordinaryUser() === undefined) return folder;
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  return closed;
}

type Files = 'file' | 'folder' | 'stdout' | 'stderr';

/** The environment of what runs on a server. */
export function environment(
  { world, clock }: LabContext,
  instance: string,
): Record<string, string> {
  const root = world.server(instance);
  return {
    PATH: `${toolsFolder(world)}:${SYSTEM_PATH}`,
    HOME: join(root, 'root'),
    TMPDIR: join(root, 'tmp'),
    LAB_PATH: SYSTEM_PATH,
    LAB_TOOLS: toolsFolder(world),
    LAB_SERVER: root,
    LAB_STATE: stateFolder(world, instance),
    LAB_NOW: String(clock.now() / 1000),
    LAB_TIME: clock.mode,
  };
}

/** Refuses at once a root below a closed folder, or on a file system without execution. */
function checkReach({ world }: LabContext): void {
  const [instance = ''] = world.names.application.servers;
  const tool = join(toolsFolder(world), 'sleep');
  const probe = spawnSync(tool, ['0'], {
    cwd: world.server(instance),
    env: {
      LAB_TOOLS: toolsFolder(world),
      LAB_PATH: SYSTEM_PATH,
      LAB_TIME: 'virtual',
      LAB_STATE: '',
    },
    ...ordinaryUser(),
    encoding: 'utf8',
  });
  if (probe.status !== 0)
    throw new Error(
      `lab: documents run as an ordinary user, who must reach and execute ${tool}: ${probe.error?.message ?? probe.stderr}`,
    );
}
