// What real S3 servers and the networks before them do to requests and answers of S3: each fault bends one of the two.
import { gzipSync } from 'node:zlib';
import type { Answer, Request } from '../protocol/http.ts';
import { header } from '../protocol/http.ts';
import type { Call } from '../protocol/service.ts';
import { ServiceError } from '../protocol/service.ts';

export interface S3Faults {
  /** What becomes of `encoding-type=url`: nothing, or the listing says that it encodes keys and does not. */
  readonly encoding?: 'ignored' | 'claimed';
  /** Every page leaves its first object out, and with it KeyCount. */
  readonly leavesOut?: boolean;
  /** Documents are answered with Content-Encoding gzip, although nobody asked. */
  readonly gzip?: boolean;
  /** The first so many continuation tokens are refused. */
  readonly refusedTokens?: number;
  /** The first so many writes and deletes with a condition meet a 409 ConditionalRequestConflict. */
  readonly conflicts?: number;
  /** The first so many conflicts are no conflicts: the request does its work all the same. */
  readonly doneConflicts?: number;
  /** The answers to the first so many deletes are lost on the way. */
  readonly lostDeletes?: number;
  /** The answers to the first so many conditional writes are lost on the way; each has done its work. */
  readonly lostWrites?: number;
  /** Nobody reaches the evidence bucket any more when this document has ended on a server. */
  readonly evidenceUntil?: string;
  /** Conditions of writes are not looked at: each one is done and answered with 200. */
  readonly ignoresConditions?: boolean;
  /** Somebody puts another object at each new key that holds this text, right before it is written. */
  readonly puts?: string;
  /** `If-Match` on a key without an object is answered with 412, as some servers do, not with 404. */
  readonly missingIs?: 412;
}

/** Bends what the lab's S3 is asked and what it answers. */
/** The faults that end. */
type Counted = Pick<
  S3Faults,
  'refusedTokens' | 'conflicts' | 'doneConflicts' | 'lostDeletes' | 'lostWrites'
>;

export interface S3Bender {
  /** The error in place of the operation, or undefined. */
  readonly refusal: (request: Request) => ServiceError | undefined;
  /** What S3 takes the request for. */
  readonly request: (request: Request) => Request;
  /** The answer of the operation as it arrives. */
  readonly answer: (call: Call, request: Request, answer: Answer) => Answer;
  readonly error: (request: Request, error: ServiceError) => ServiceError;
  /** An answer, also that of an error, on its way through the network. */
  readonly onTheWay: (answer: Answer) => Answer;
}

/** Counts what has happened, for the faults that end. */
export function createS3Faults(faults: S3Faults): S3Bender {
  const left = { ...faults };
  const happens = (name: keyof Counted) => {
    const count = left[name] ?? 0;
    left[name] = Math.max(0, count - 1);
    return count > 0;
  };
  return {
    refusal: (request) => {
      const token = request.query.get('continuation-token');
      if (token !== null && happens('refusedTokens')) return refusedToken(token);
      if (isConditional(request) && happens('conflicts')) return conflict();
      return undefined;
    },
    request: (request) => withoutEncoding(faults, withoutConditions(faults, request)),
    answer: (call, request, answer) => {
      if (call.operation === 'DeleteObject' && happens('lostDeletes'))
        return { ...answer, lost: true };
      if (isConditional(request) && happens('doneConflicts')) throw conflict();
      if (isConditional(request) && request.method === 'PUT' && happens('lostWrites'))
        return { ...answer, lost: true };
      const { body } = answer;
      return typeof body === 'string' ? { ...answer, body: listed(faults, call, body) } : answer;
    },
    error: (request, error) =>
      faults.missingIs === 412 && isConditional(request) && error.type === 'NoSuchKey'
        ? new ServiceError('PreconditionFailed', 'there is no object', 412)
        : error,
    onTheWay: (answer) => (faults.gzip === true ? zipped(answer) : answer),
  };
}

function withoutEncoding({ encoding }: S3Faults, request: Request): Request {
  if (encoding === undefined) return request;
  const query = new URLSearchParams(request.query);
  query.delete('encoding-type');
  return { ...request, query };
}

function withoutConditions({ ignoresConditions }: S3Faults, request: Request): Request {
  if (ignoresConditions !== true || request.method !== 'PUT') return request;
  const { 'if-match': _match, 'if-none-match': _noneMatch, ...headers } = request.headers;
  return { ...request, headers };
}

const isConditional = (request: Request): boolean =>
  ['PUT', 'DELETE'].includes(request.method) &&
  (header(request, 'if-match') ?? header(request, 'if-none-match')) !== undefined;

/** What AWS says to a token that it does not know. */
const refusedToken = (token: string): ServiceError =>
  new ServiceError('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
    ArgumentValue: token,
  });

const conflict = (): ServiceError =>
  new ServiceError(
    'ConditionalRequestConflict',
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    409,
  );

function listed({ encoding, leavesOut }: S3Faults, { operation }: Call, body: string): string {
  if (operation !== 'ListObjectsV2') return body;
  const claimed =
    encoding === 'claimed'
      ? body.replace('<MaxKeys>', '<EncodingType>url</EncodingType><MaxKeys>')
      : body;
  return leavesOut === true
    ? claimed.replace(/<KeyCount>\d+<\/KeyCount>/, '').replace(/<Contents>.*?<\/Contents>/s, '')
    : claimed;
}

function zipped(answer: Answer): Answer {
  const { body, headers } = answer;
  if (typeof body !== 'string' || body === '') return answer;
  return { ...answer, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
}
