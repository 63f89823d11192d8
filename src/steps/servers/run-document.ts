// Runs one of our documents on the application servers and waits for every server's answer.
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import type { Invocation, Ssm } from '../../aws/ssm/ssm.ts';
import { waitFor } from '../../core/wait.ts';
import {
  commandComment,
  commandDeadlineMs,
  DELIVERY_SECONDS,
  SHARED_CURES,
  secondsOf,
} from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { pinDocument } from './documents.ts';

/** What a document said on one server: its values by name, each UTF-8 text. */
export interface Answer {
  readonly document: string;
  readonly server: string;
  readonly values: ReadonlyMap<string, string>;
  /** Set when the document refused; by its code in the document, e.g. `target-exists`. */
  readonly refusal?: { readonly code: string; readonly detail: string };
}

/** The exit status of a refusal by our documents: seen, understood, nothing half done. */
const REFUSED = 3;

/**
 * Reads `@key=base64` lines. Throws `server-failed` unless the command ended with success or a refusal: no answer
 * is never a good answer.
 */
function readAnswer(document: string, server: string, invocation: Invocation): Answer {
  const values = readValues(invocation.stdout);
  const { status, exit } = invocation;
  if (status === 'Success' && exit === 0) return { document, server, values };
  const code = values.get('refusal');
  if (status === 'Failed' && exit === REFUSED && code !== undefined)
    return { document, server, values, refusal: { code, detail: values.get('detail') ?? '' } };
  const { details, stderr } = invocation;
  throw new CutoverError('server-failed', {
    what: `document ${document} on ${server}`,
    expected: 'success or a refusal with its reason',
    got: `${details || status}, exit status ${exit}${stderr === '' ? '' : `: ${visible(stderr.trim().slice(-500))}`}`,
    cure: 'look at the command in Systems Manager Run Command, then re-run this job: it finds its own work',
  });
}

/** The value that a document must have printed; throws `server-failed` if it is missing. */
export function required(answer: Answer, key: string): string {
  const value = answer.values.get(key);
  if (value !== undefined) return value;
  throw new CutoverError('server-failed', {
    what: `document ${answer.document} on ${answer.server}`,
    expected: `a line @${key}=…`,
    got: `only ${[...answer.values.keys()].join(', ') || 'nothing'}`,
    cure: 'look at the command in Systems Manager Run Command; its output may have been cut',
  });
}

/** The answer of a document that was sent to one server. */
export function oneAnswer(answers: readonly Answer[]): Answer {
  const [answer] = answers;
  if (answer === undefined) throw new Error('a document answered for no server');
  return answer;
}

/** The answer of a document that was sent to one server; its refusal is thrown as `refused` makes it. */
export function agreedAnswer(
  answers: readonly Answer[],
  what: string,
  cures: Readonly<Record<string, string>>,
): Answer {
  const answer = oneAnswer(answers);
  if (answer.refusal) throw refused(what, answer, cures);
  return answer;
}

/** A refusal as an error; `cures` says by code what to do. */
export function refused(
  what: string,
  answer: Answer,
  cures: Readonly<Record<string, string>>,
): CutoverError {
  const { code, detail } = answer.refusal ?? { code: 'unknown', detail: '' };
  return new CutoverError('server-refused', {
    what: `${what} on ${answer.server}`,
    expected: 'the server to agree',
    got: `${code}${detail === '' ? '' : ` (${visible(detail)})`}`,
    cure: cures[code] ?? SHARED_CURES[code] ?? 'look at the server, then re-run this job',
  });
}

function readValues(stdout: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [, key, base64] = /^@([a-z][a-z0-9-]*)=([A-Za-z0-9+/]*={0,2})$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  }
  return values;
}

const ENDED = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled']);

export interface RanDocument {
  readonly command: string;
  /** When Systems Manager took the command, by AWS's clock; undefined if it did not say it. */
  readonly requestedAt: Instant | undefined;
  /** Milliseconds from before the request to after the last answer. */
  readonly tookMs: number;
  readonly answers: readonly Answer[];
}

/** As `runCommand`, for callers that need only the answers. */
export async function runDocument(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
): Promise<readonly Answer[]> {
  return (await runCommand(context, ssm, run)).answers;
}

/**
 * Runs a document on its servers with each parameter as base64. Returns the answers in the order of the servers; throws
 * if one ended in a way that the document does not know. A signal cancels a `read`; a `change` runs on to its end.
 */
export async function runCommand(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
): Promise<RanDocument> {
  const { document, servers } = run;
  const pinned = await pinDocument(ssm, document);
  const began = context.clock.now();
  const { id: command, requestedAt } = await ssm.send({
    document: pinned.name,
    version: pinned.version,
    hash: pinned.hash,
    servers,
    parameters: asBase64(run.parameters),
    comment: commandComment(context.run.id, context.run.job, context.run.stepId),
    deliverySeconds: DELIVERY_SECONDS,
    uninterruptible: run.kind === 'change',
    ...(run.output && { output: run.output }),
  });
  try {
    const ended = await waitForAll(context, ssm, run, command);
    const answers = servers.map((server, i) => readAnswer(document, server, ended[i] ?? UNKNOWN));
    return { command, requestedAt, tookMs: context.clock.now() - began, answers };
  } catch (thrown) {
    if (context.signal.aborted) await leave(context, ssm, run, command);
    throw thrown;
  }
}

/** SSM does not know a command for its first second or so. */
const UNKNOWN: Invocation = { status: 'Pending', details: '', exit: -1, stdout: '', stderr: '' };

function waitForAll(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  command: string,
): Promise<readonly Invocation[]> {
  const { clock, signal, say } = context;
  const { document, servers } = run;
  const ended = new Map<string, Invocation>();
  return waitFor({
    what: `document ${document}, command ${command}`,
    until: `an end on ${servers.join(', ')}`,
    cure: 'check in Systems Manager that the servers are online and that their agents run',
    clock,
    signal,
    timeoutMs: commandDeadlineMs(secondsOf(run)),
    delaysMs: DELAYS.command,
    // One server after the other: a step sleeps only if nothing else of it runs.
    read: async () => {
      const seen: Invocation[] = [];
      for (const server of servers) {
        const now = ended.get(server) ?? (await ssm.invocation(command, server)) ?? UNKNOWN;
        if (ENDED.has(now.status)) ended.set(server, now);
        seen.push(now);
      }
      return seen;
    },
    classify: (seen) => (seen.every(({ status }) => ENDED.has(status)) ? 'done' : 'again'),
    progress: (seen) => {
      say(documentInWords(document, seen));
    },
    describe: (seen) => seen.map(({ status }, i) => `${servers[i]}: ${status}`).join(', '),
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

async function leave(
  context: StepContext,
  ssm: Ssm,
  { kind }: DocumentRun,
  command: string,
): Promise<void> {
  if (kind === 'change') {
    context.say(
      `Stopped waiting. The change of mounts goes on to one of its two ends: command ${command}.`,
    );
    return;
  }
  await ssm.cancel(command);
  context.say(`Cancelled command ${command}.`);
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
