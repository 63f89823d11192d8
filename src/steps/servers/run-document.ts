// Runs one of our documents on the application servers and waits for every server's answer.
import type { Instant } from '../../core/clock.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Invocation, Ssm } from '../../aws/ssm/ssm.ts';
import { SHARED_CURES } from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';
import type { StepContext } from '../frame/context.ts';
import { endsOf, leave, sendTo } from './commands.ts';
import type { Sent } from './commands.ts';
import { pinDocument } from './documents.ts';
import type { ServerFailure } from './each-server.ts';
import type { Fence } from './fence.ts';

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
  const holders = holdersIn(answer);
  return new CutoverError('server-refused', {
    what: `${what} on ${answer.server}`,
    expected: 'the server to agree',
    got: `${code}${detail === '' ? '' : ` (${visible(detail)})`}${holders === '' ? '' : `; in use by ${holders}`}`,
    cure: cures[code] ?? SHARED_CURES[code] ?? 'look at the server, then re-run this job',
  });
}

/** The processes that keep a mount busy, as fuser has listed them below its heading. */
const holdersIn = ({ values }: Answer): string =>
  (values.get('holders') ?? '')
    .split('\n')
    .slice(1)
    .map((line) => visible(line.trim().replace(/\s+/g, ' ')))
    .filter((line) => line !== '')
    .join(', ');

function readValues(stdout: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [, key, base64] = /^@([a-z][a-z0-9-]*)=([A-Za-z0-9+/]*={0,2})$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  }
  return values;
}

export interface RanDocument {
  /** The command on the first server. */
  readonly command: string;
  /** When Systems Manager took that command, by AWS's clock; undefined if it did not say it. */
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
  fence?: Fence,
): Promise<readonly Answer[]> {
  return (await runCommand(context, ssm, run, fence)).answers;
}

/**
 * Runs a document on its servers with each parameter as base64. Returns the answers in the order of the servers; throws
 * if one ended in a way that the document does not know. A signal cancels a `read`; a `change` runs on to its end.
 */
export async function runCommand(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  fence?: Fence,
): Promise<RanDocument> {
  const { failed, ...ran } = await sendAll(context, ssm, run, { fence, unsent: 'stop' });
  const [first] = failed;
  if (first !== undefined) throw first.error;
  return ran;
}

/** A server may tell a job before the journal does that it has lost: its side record says so. */
function noteOwner({ notes }: StepContext, { fence }: DocumentRun, answer: Answer): void {
  if (fence === undefined) return;
  if (answer.refusal?.code === 'overtaken')
    notes?.overtaken?.set(answer.server, answer.values.get('owner') ?? '');
  else notes?.overtaken?.delete(answer.server);
}

const NOT_SENT = { command: '', requestedAt: undefined, tookMs: 0 };

/** The same, for a way back: a server that does not answer as it should stands in `failed`, and stops no other one. */
export const runOnServers = (
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  fence?: Fence,
): Promise<RanDocument & { readonly failed: readonly ServerFailure[] }> =>
  sendAll(context, ssm, run, { fence, unsent: 'go on' });

/** With `stop` nothing more is sent as soon as one command could not be sent. A document with a fence needs one. */
async function sendAll(
  context: StepContext,
  ssm: Ssm,
  run: DocumentRun,
  { fence, unsent }: { readonly fence: Fence | undefined; readonly unsent: 'go on' | 'stop' },
): Promise<RanDocument & { readonly failed: readonly ServerFailure[] }> {
  if (run.fence !== undefined && fence === undefined)
    throw new Error(`${run.document} changes a server and is sent without a fence`);
  if (run.servers.length === 0) return { ...NOT_SENT, answers: [], failed: [] };
  const pinned = await pinDocument(ssm, run.document);
  const { hash, version } = pinned;
  context.notes?.documents.set(run.document, { hash, version });
  const began = context.clock.now();
  const sent: Sent[] = [];
  const failed: ServerFailure[] = [];
  for (const server of run.servers) {
    if (unsent === 'stop' && failed.length > 0) break;
    const own = { ...run.parameters, ...run.own?.(server) };
    const parameters = { ...own, ...fence?.parameters(run.fence, server) };
    try {
      sent.push(await sendTo(server, context, ssm, { run, pinned, parameters }));
    } catch (thrown) {
      failed.push({ server, error: asCutoverError(thrown) });
    }
  }
  if (run.together === true && failed.length > 0) {
    if (sent.length > 0) await leave(context, ssm, run, sent);
    return { ...NOT_SENT, answers: [], failed };
  }
  const answers: Answer[] = [];
  const hurried = unsent === 'go on';
  for (const { server, invocation } of await endsOf(context, ssm, run, { sent, hurried })) {
    try {
      if (invocation instanceof CutoverError) throw invocation;
      const answer = readAnswer(run.document, server, invocation);
      fence?.tell(server, answer.values, began);
      noteOwner(context, run, answer);
      answers.push(answer);
    } catch (thrown) {
      failed.push({ server, error: asCutoverError(thrown) });
    }
  }
  const { id: command = '', requestedAt } = sent[0] ?? {};
  return { command, requestedAt, tookMs: context.clock.now() - began, answers, failed };
}
