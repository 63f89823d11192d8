// One command on one server: from delivery to the result that the service shows.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Run, RunResult, Servers } from '../application-server/servers.ts';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';

export type InvocationStatus =
  'Pending' | 'InProgress' | 'Cancelling' | 'Success' | 'Cancelled' | 'TimedOut' | 'Failed';

export interface Invocation {
  readonly instance: string;
  readonly cancel: AbortController;
  status: InvocationStatus;
  details: string;
  /** -1 until the script has ended. */
  responseCode: number;
  begun?: Instant;
  ended?: Instant;
  stdout: string;
  stderr: string;
}

/** Where the agent puts the whole output, when a command asks for it. */
export interface OutputStore {
  put(
    bucket: string,
    key: string,
    body: { readonly file: string },
    meta: Record<string, string>,
  ): unknown;
}

export interface OutputPlace {
  readonly bucket: string;
  /** Key without the last part, `stdout` or `stderr`. */
  readonly folder: string;
}

const STDOUT_BYTES = 24_000;
const STDERR_BYTES = 8_000;
const CUT = '--output truncated--';
const REPORT_MILLISECONDS = 300;
/** Killed on the service's demand: the exit code that the agent gives such a script. */
const STOPPED = 137;
const REBOOT = 194;

export const newInvocation = (instance: string): Invocation => ({
  instance,
  cancel: new AbortController(),
  status: 'Pending',
  details: 'Pending',
  responseCode: -1,
  stdout: '',
  stderr: '',
});

export const isOver = ({ status }: Invocation): boolean =>
  ['Success', 'Cancelled', 'TimedOut', 'Failed'].includes(status);

export interface Deps {
  readonly context: LabContext;
  readonly servers: Servers;
  readonly upload: Upload;
  /** What a script has said, as its server would have said it. */
  readonly shown: (output: string) => string;
}

/** Runs the command on its server and puts the result into the invocation. */
export async function execute(invocation: Invocation, run: Run, deps: Deps): Promise<void> {
  const { clock } = deps.context;
  if (isOver(invocation)) return;
  invocation.status = invocation.details = 'InProgress';
  invocation.begun = clock.now();
  try {
    const result = await deps.servers.run(run);
    deps.upload(result);
    // The agent's report needs a moment to reach the service.
    await clock.sleep(REPORT_MILLISECONDS);
    settle(invocation, result, deps.shown);
  } catch (error) {
    invocation.status = invocation.details = 'Failed';
    invocation.stderr = `lab: the document could not be run: ${String(error)}`;
  }
  invocation.ended = clock.now();
}

export type Upload = (result: RunResult) => void;

/** Uploads what is not empty; a failure stands in the agent's log alone, the command does not show it. */
export function uploadOutput(
  store: OutputStore | undefined,
  place: OutputPlace | undefined,
): Upload {
  return (result) => {
    if (store === undefined || place === undefined) return;
    for (const name of ['stdout', 'stderr'] as const) {
      const file = result[name];
      if (head(file, 1).length === 0) continue;
      try {
        store.put(place.bucket, `${place.folder}/${name}`, { file }, {});
      } catch {
        return;
      }
    }
  };
}

function settle(
  invocation: Invocation,
  result: RunResult,
  shown: (output: string) => string,
): void {
  const { exitCode, by } = result;
  invocation.stdout = shown(cut(result.stdout, STDOUT_BYTES));
  invocation.stderr = shown(cut(result.stderr, STDERR_BYTES));
  invocation.responseCode = by === 'exit' ? exitCode : STOPPED;
  if (by === 'exit' && exitCode === 0) finish(invocation, 'Success');
  else if (by === 'cancel') finish(invocation, 'Cancelled');
  else if (by === 'timeout' || exitCode === STOPPED)
    finish(invocation, 'TimedOut', 'Execution Timed Out');
  else finish(invocation, 'Failed');
  if (invocation.status === 'Failed')
    invocation.stderr += `failed to run commands: exit status ${exitCode}`;
  if (exitCode === REBOOT) invocation.stderr += ' (asks for a reboot, which the lab does not do)';
}

function finish(invocation: Invocation, status: InvocationStatus, details: string = status): void {
  invocation.status = status;
  invocation.details = details;
}

function cut(file: string, limit: number): string {
  const bytes = head(file, limit);
  if (bytes.length < limit) return bytes.toString();
  return `${bytes.subarray(0, limit - CUT.length).toString()}${CUT}`;
}

function head(file: string, limit: number): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(limit, fstatSync(fd).size));
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}
