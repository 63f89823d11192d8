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

/** The agent cuts both outputs here (measured, 3.3.1142.0); the mark of the cut is within. */
const OUTPUT_BYTES = 24_000;
/** The service shows no more of standard error (the model of GetCommandInvocation). */
const SHOWN_STDERR_CHARACTERS = 8_000;
const CUT = '--output truncated--';
const REPORT_MILLISECONDS = 300;
/** Killed on the service's demand: the exit code that the agent gives such a script. */
const STOPPED = 137;
/** Exit codes by which a script speaks to its agent: the end of the whole document as a success, and a reboot. */
const SKIP_WITH_SUCCESS = 168;
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
  const isKilled = by === 'cancel' || by === 'timeout';
  invocation.responseCode = isKilled ? STOPPED : exitCode;
  if (by === 'exit' && (exitCode === 0 || exitCode === SKIP_WITH_SUCCESS))
    finish(invocation, 'Success');
  else if (by === 'cancel') finish(invocation, 'Cancelled');
  else if (by === 'timeout' || exitCode === STOPPED)
    finish(invocation, 'TimedOut', 'Execution Timed Out');
  else finish(invocation, 'Failed');
  invocation.stdout = shown(cut(head(result.stdout, OUTPUT_BYTES)));
  const stderr = [head(result.stderr, OUTPUT_BYTES), Buffer.from(why(invocation, result))];
  invocation.stderr = shown(cut(Buffer.concat(stderr))).slice(0, SHOWN_STDERR_CHARACTERS);
}

/** What the agent adds to the output of a command that has failed. */
function why({ status }: Invocation, { exitCode, by }: RunResult): string {
  if (status !== 'Failed') return '';
  if (by === 'nobody') return 'failed to run commands: no such process';
  const wish = exitCode === REBOOT ? ' (asks for a reboot, which the lab does not do)' : '';
  return `failed to run commands: exit status ${exitCode}${wish}`;
}

function finish(invocation: Invocation, status: InvocationStatus, details: string = status): void {
  invocation.status = status;
  invocation.details = details;
}

function cut(bytes: Buffer): string {
  if (bytes.length < OUTPUT_BYTES) return bytes.toString();
  return `${bytes.subarray(0, OUTPUT_BYTES - CUT.length).toString()}${CUT}`;
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
