// Runs one of our documents on the application servers and waits for every server's answer.
import { CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { OutputPlace } from '../../core/requests/ssm.ts';
import type { Invocation, Ssm } from '../../aws/ssm/ssm.ts';
import { commandDeadlineMs, DELIVERY_SECONDS, secondsOf } from '../../plan/document-seconds.ts';
import { commandComment } from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { readAnswer } from './document-answer.ts';
import type { Answer } from './document-answer.ts';
import { DOCUMENTS } from './documents.ts';
import type { DocumentName } from './documents.ts';
import { pinDocument } from './pin-document.ts';

const ENDED = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled']);

export interface SentRun extends DocumentRun {
  /** Where the whole output goes, for documents that print more than an answer holds. */
  readonly output?: OutputPlace;
}

export interface RanDocument {
  readonly command: string;
  readonly answers: readonly Answer[];
}

/** `runCommand`, where the answers are all that is wanted. */
export async function runDocument(
  context: StepContext,
  ssm: Ssm,
  document: DocumentName,
  run: SentRun,
): Promise<readonly Answer[]> {
  return (await runCommand(context, ssm, document, run)).answers;
}

/**
 * Runs `document` on `servers` with each parameter as base64. Answers in the order of `servers`; throws when any of
 * them ended in a way that the document does not know. On a signal a `read` is cancelled, a `change` is left to
 * run to its end.
 */
export async function runCommand(
  context: StepContext,
  ssm: Ssm,
  document: DocumentName,
  run: SentRun,
): Promise<RanDocument> {
  const isChange = DOCUMENTS[document].kind === 'change';
  const { servers, seconds = secondsOf(DOCUMENTS[document].kind) } = run;
  const pinned = await pinDocument(ssm, document);
  const command = await ssm.send({
    document: pinned.name,
    version: pinned.version,
    hash: pinned.hash,
    servers,
    parameters: asBase64(run.parameters),
    comment: commandComment(context.run.id, context.run.job, context.run.stepId),
    deliverySeconds: DELIVERY_SECONDS,
    uninterruptible: isChange,
    ...(run.output && { output: run.output }),
  });
  try {
    const ended = await waitForAll(context, ssm, document, { command, servers, seconds });
    const answers = servers.map((server, i) => readAnswer(document, server, ended[i] ?? UNKNOWN));
    return { command, answers };
  } catch (thrown) {
    if (context.signal.aborted) await leave(context, ssm, document, command);
    throw thrown;
  }
}

/** SSM does not know a command for its first second or so. */
const UNKNOWN: Invocation = { status: 'Pending', details: '', exit: -1, stdout: '', stderr: '' };

function waitForAll(
  context: StepContext,
  ssm: Ssm,
  document: DocumentName,
  sent: { readonly command: string; readonly servers: readonly string[]; readonly seconds: number },
): Promise<readonly Invocation[]> {
  const { clock, signal, say } = context;
  const ended = new Map<string, Invocation>();
  return waitFor({
    what: `document ${document}, command ${sent.command}`,
    until: `an end on ${sent.servers.join(', ')}`,
    cure: 'check in Systems Manager that the servers are online and that their agents run',
    clock,
    signal,
    timeoutMs: commandDeadlineMs(sent.seconds),
    delaysMs: DELAYS.command,
    // One server after the other: a step sleeps only where nothing else of it runs.
    read: async () => {
      const seen: Invocation[] = [];
      for (const server of sent.servers) {
        const now = ended.get(server) ?? (await ssm.invocation(sent.command, server)) ?? UNKNOWN;
        if (ENDED.has(now.status)) ended.set(server, now);
        seen.push(now);
      }
      return seen;
    },
    classify: (seen) => (seen.every(({ status }) => ENDED.has(status)) ? 'done' : 'again'),
    progress: (seen) => {
      say(`${document}: ${seen.map(({ status }) => status).join(', ')}`);
    },
    describe: (seen) => seen.map(({ status }, i) => `${sent.servers[i]}: ${status}`).join(', '),
  });
}

async function leave(
  context: StepContext,
  ssm: Ssm,
  document: DocumentName,
  command: string,
): Promise<void> {
  if (DOCUMENTS[document].kind === 'change') {
    context.say(
      `Stopped waiting. The change of mounts goes on to one of its two ends: command ${command}.`,
    );
    return;
  }
  await ssm.cancel(command);
  context.say(`Cancelled command ${command}.`);
}

/** The text of a value as the documents take it: base64, which no shell can read as anything else. */
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
