// What a document printed on one server, made into values or an error.
import { CutoverError } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Invocation } from '../../aws/ssm/ssm.ts';

/** The values of one server by name, each UTF-8 text. */
export interface Answer {
  readonly server: string;
  readonly values: ReadonlyMap<string, string>;
  /** Set when the document refused; by its code in the document, e.g. `target-exists`. */
  readonly refusal?: { readonly code: string; readonly detail: string };
}

/** Exit status with which our documents refuse: seen, understood, nothing half done. */
const REFUSED = 3;

/**
 * Reads `@key=base64` lines. Throws `server-failed` unless the command ended with success or a refusal: no answer
 * is never a good answer.
 */
export function readAnswer(document: string, server: string, invocation: Invocation): Answer {
  const values = readValues(invocation.stdout);
  const { status, exit } = invocation;
  if (status === 'Success' && exit === 0) return { server, values };
  const code = values.get('refusal');
  if (status === 'Failed' && exit === REFUSED && code !== undefined)
    return { server, values, refusal: { code, detail: values.get('detail') ?? '' } };
  const { details, stderr } = invocation;
  throw new CutoverError('server-failed', {
    what: `document ${document} on ${server}`,
    expected: 'success or a refusal with its reason',
    got: `${details || status}, exit status ${exit}${stderr === '' ? '' : `: ${visible(stderr.trim().slice(-500))}`}`,
    cure: 'look at the command in Systems Manager Run Command, then re-run this job: it finds its own work',
  });
}

/** The value that a document must have printed; `server-failed` when it is missing. */
export function required(answer: Answer, key: string, document: string): string {
  const value = answer.values.get(key);
  if (value !== undefined) return value;
  throw new CutoverError('server-failed', {
    what: `document ${document} on ${answer.server}`,
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
    cure: cures[code] ?? 'look at the server, then re-run this job',
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
