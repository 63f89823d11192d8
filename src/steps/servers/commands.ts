// The commands of a document in Systems Manager: one for each server, all under way at once, waited for together.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import type { Invocation, SentCommand, Ssm } from '../../aws/ssm/ssm.ts';
import { waitFor } from '../../core/wait.ts';
import {
  commandComment,
  commandDeadlineMs,
  DELIVERY_SECONDS,
  secondsOf,
} from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import type { PinnedDocument } from './documents.ts';

/** A command that Systems Manager has taken for a server. */
export interface Sent extends SentCommand {
  readonly server: string;
}

/** Sends a document to one server alone: what that server has answered bounds this command, and no other one. */
export async function sendTo(
  server: string,
  { run: { id, job, stepId } }: StepContext,
  ssm: Ssm,
  sending: {
    readonly run: DocumentRun;
    readonly pinned: PinnedDocument;
    readonly parameters: Readonly<Record<string, string>>;
  },
): Promise<Sent> {
  const { run, pinned, parameters } = sending;
  const sent = await ssm.send({
    document: pinned.name,
    version: pinned.version,
    hash: pinned.hash,
    servers: [server],
    parameters: asBase64(parameters),
    comment: commandComment(id, job, stepId),
    deliverySeconds: DELIVERY_SECONDS,
    uninterruptible: run.kind === 'change',
    ...(run.output && { output: run.output }),
  });
  return { server, ...sent };
}

/** How a command has ended on its server; the error `deadline` where it has not in its time. */
export interface Ended {
  readonly server: string;
  readonly invocation: Invocation | CutoverError;
}

const ENDED = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled']);

/** How long a way back waits until a server has begun a command: later it counts as silent. */
export const SILENT_MS = 60_000;

const hasFailed = ({ status }: Invocation): boolean => ENDED.has(status) && status !== 'Success';

const NOT_BEGUN = new Set(['Pending', 'Delayed']);

/**
 * Waits for all of the commands. A signal cancels those of a `read`; those of a `change` run on to their end. With
 * `hurried` a server that has not begun in a minute is waited for no longer. Of a run `together`, only servers that ended
 * before the first failure are in the answer, and the one that failed.
 */
export async function endsOf(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  { sent, hurried }: { readonly sent: readonly Sent[]; readonly hurried: boolean },
): Promise<readonly Ended[]> {
  const seen = sent.map(() => UNKNOWN);
  let overdue: CutoverError | undefined;
  try {
    if (sent.length > 0) await waitForAll(context, ssm, run, { sent, seen, hurried });
  } catch (thrown) {
    if (context.signal.aborted) await leave(context, ssm, run, sent);
    const error = asCutoverError(thrown);
    if (error.code !== 'deadline') throw thrown;
    overdue = error;
  }
  const left = sent.filter((_, i) => !ENDED.has(seen[i]?.status ?? ''));
  const givenUp = run.together === true && seen.some(hasFailed) ? left : [];
  if (givenUp.length > 0) await leave(context, ssm, run, givenUp);
  const ended = sent.filter((one) => !givenUp.includes(one));
  return ended.map((one) => {
    const { server } = one;
    const invocation = seen[sent.indexOf(one)] ?? UNKNOWN;
    return {
      server,
      invocation: ENDED.has(invocation.status)
        ? invocation
        : (overdue ?? (hurried ? isSilent(run, server) : invocation)),
    };
  });
}

const isSilent = ({ document }: DocumentRun, server: string): CutoverError =>
  new CutoverError('deadline', {
    what: `document ${document} on ${server}`,
    expected: `the server to begin within ${SILENT_MS / 1000} s`,
    got: 'no sign of it',
    cure: 'check in Systems Manager that the server is online and that its agent runs',
  });

/** SSM does not know a command for its first second or so. */
const UNKNOWN: Invocation = { status: 'Pending', details: '', exit: -1, stdout: '', stderr: '' };

function waitForAll(
  { clock, signal, say }: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  {
    sent,
    seen,
    hurried,
  }: {
    readonly sent: readonly Sent[];
    readonly seen: Invocation[];
    readonly hurried: boolean;
  },
): Promise<readonly Invocation[]> {
  const silentFrom = hurried ? clock.now() + SILENT_MS : Infinity;
  const isOver = ({ status }: Invocation): boolean =>
    ENDED.has(status) || (NOT_BEGUN.has(status) && clock.now() >= silentFrom);
  return waitFor({
    what: `document ${run.document}, command ${sent.map(({ id }) => id).join(', ')}`,
    until: `an end on ${sent.map(({ server }) => server).join(', ')}`,
    cure: 'check in Systems Manager that the servers are online and that their agents run',
    clock,
    signal,
    timeoutMs: commandDeadlineMs(secondsOf(run)),
    delaysMs: DELAYS.command,
    // One server after the other: a step sleeps only if nothing else of it runs.
    read: async () => {
      for (const [i, { id, server }] of sent.entries())
        if (!ENDED.has(seen[i]?.status ?? ''))
          seen[i] = (await ssm.invocation(id, server)) ?? UNKNOWN;
      return seen;
    },
    classify: () =>
      seen.every(isOver) || (run.together === true && seen.some(hasFailed)) ? 'done' : 'again',
    progress: () => {
      say(documentInWords(run.document, seen));
    },
    describe: () => seen.map(({ status }, i) => `${sent[i]?.server}: ${status}`).join(', '),
  });
}

/** What Systems Manager calls the states of a command on a server (GetCommandInvocation), in words. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
  ['Pending', 'waits to begin'],
  ['InProgress', 'runs'],
  ['Delayed', 'is delayed'],
  ['Cancelling', 'is being cancelled'],
  ['Success', 'has ended'],
  ['Failed', 'has failed'],
  ['TimedOut', 'has run out of time'],
  ['Cancelled', 'was cancelled'],
]);

/** One line of progress: `The document list-tree runs on 2 servers, has ended on 1 server.` */
export function documentInWords(
  document: string,
  seen: readonly Pick<Invocation, 'status'>[],
): string {
  const groups = [...Map.groupBy(seen, ({ status }) => status)].map(([status, servers]) => {
    const words = IN_WORDS.get(status) ?? `has the status ${visible(status)}`;
    return `${words} on ${counted(servers.length, 'server')}`;
  });
  return `The document ${document} ${groups.join(', ')}.`;
}

/** Waits no longer: a `read` is cancelled, and a `change` goes on. */
export async function leave(
  context: StepContext,
  ssm: Ssm,
  { kind }: DocumentRun,
  sent: readonly Sent[],
): Promise<void> {
  const commands = sent.map(({ id }) => id);
  if (kind === 'change') {
    context.say(
      `Stopped waiting. The change of mounts goes on to one of its two ends: command ${commands.join(', ')}.`,
    );
    return;
  }
  const cancelled: string[] = [];
  for (const command of commands) {
    try {
      await ssm.cancel(command);
      cancelled.push(command);
    } catch (thrown) {
      // Why the commands are left matters more.
      const { message } = asCutoverError(thrown);
      context.say(`Command ${command} could not be cancelled and may run on: ${message}`);
    }
  }
  if (cancelled.length > 0) context.say(`Cancelled command ${cancelled.join(', ')}.`);
}

/** The values as the documents take them: base64, which no shell can read as anything else. */
function asBase64(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (value.includes('\0'))
        throw new CutoverError('bad-input', {
          what: `parameter ${name}`,
          expected: 'a text that a file name can be',
          got: 'one with a NUL byte',
          cure: 'correct it in the runbook',
        });
      return [name, Buffer.from(value, 'utf8').toString('base64')];
    }),
  );
}
