// SDK exceptions → our error codes. Adapters translate, steps decide.
import type { Clock } from '../core/clock.ts';
import { CutoverError } from '../core/errors.ts';
import type { ErrorCode, Failure } from '../core/errors.ts';
import { causeOf } from './refusals.ts';

export interface Call {
  /** As AWS writes it: `datasync:DescribeTask`. It is also the permission that the call needs. */
  readonly action: string;
  /** The resource in words or as an ARN. */
  readonly resource: string;
  readonly signal: AbortSignal;
  /** The Region that was asked, where the answer may say that the bucket is in another one. */
  readonly region?: string;
  /** The account that must own the bucket: S3 refuses a bucket of another owner as it refuses a missing permission. */
  readonly owner?: string | undefined;
}

type Headers = Readonly<Record<string, string | undefined>>;

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Of Node's own network errors, such as ECONNREFUSED. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Only an error that the service has sent has it; one of the SDK's own parser has none. */
  readonly $fault?: string;
  readonly $response?: { readonly statusCode?: number; readonly headers?: Headers };
  /** Of AuthorizationHeaderMalformed: the right Region. */
  readonly Region?: string;
}

const THROTTLED =
  /^(Throttl(ing|ed)(Exception)?|ThrottledException|TooManyRequests(Exception)?|SlowDown|RequestLimitExceeded|RequestThrottled(Exception)?|ProvisionedThroughputExceededException)$/;
const NOT_FOUND = /^(NoSuchKey|NoSuchBucket|NotFound|ResourceNotFoundException)$/;
/** An answer without a body, as to HEAD, has no name of what is wrong, only its status. */
const NAMELESS = /^Unknown(Error)?$/;
const HEAD_CURE =
  'an answer to HEAD does not say why. Mostly the session of the role has ended: re-run this job, it takes its role again';
const NETWORK =
  /^(TimeoutError|NetworkingError|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE)$/;

/** What an SDK's client takes beside the command. */
interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** Sends one request of an SDK's client with these options. */
type Send<T> = (options: SendOptions) => Promise<T>;

/** A request of core/requests. */
export interface Asked<Input> {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Input;
}

/** Sends the parameters of a request, in the command of its operation, with these options. */
export type SendAsked<Input, T> = (input: Input, options: SendOptions) => Promise<T>;

/** What a request is about, and its `action` where IAM has another name for it than that of the operation. */
export type About = Omit<Call, 'action'> & Partial<Pick<Call, 'action'>>;

/** Sends one request of core/requests, and throws as `call` does. */
export const ask = <Input, T>(
  { service, operation, parameters }: Asked<Input>,
  about: About,
  send: SendAsked<Input, T>,
): Promise<T> =>
  call({ action: `${service}:${operation}`, owner: ownerIn(parameters), ...about }, (options) =>
    send(parameters, options),
  );

/** The member of S3's requests that names the owner of a bucket. */
function ownerIn(parameters: unknown): string | undefined {
  const { ExpectedBucketOwner: owner } = (parameters ?? {}) as { ExpectedBucketOwner?: unknown };
  return typeof owner === 'string' ? owner : undefined;
}

/** Sends one request; what it throws becomes a CutoverError whose cause is the SDK's exception. */
export async function call<T>(about: Call, send: Send<T>): Promise<T> {
  try {
    return await send({ abortSignal: about.signal });
  } catch (thrown) {
    about.signal.throwIfAborted();
    // What hands a client its credentials says itself what it lacks.
    throw thrown instanceof CutoverError ? thrown : translate(about, thrown);
  }
}

function translate(about: Call, thrown: unknown): CutoverError {
  const error = (thrown ?? {}) as SdkError;
  const { name = 'Error', message = '' } = error;
  const status = statusOf(error);
  const where = `${name}${status === undefined ? '' : ` (HTTP ${status})`}`;
  const fail = (code: ErrorCode, failure: Omit<Failure, 'what' | 'cause'>): CutoverError =>
    new CutoverError(code, {
      what: `${about.action} on ${about.resource}`,
      ...failure,
      cause: thrown,
    });
  const home = bucketRegion(thrown);
  if (about.region !== undefined && home !== undefined && home !== about.region)
    return fail('aws-refused', {
      expected: `a bucket in ${about.region}, the Region of the task`,
      got: `${where}: the bucket is in ${home}`,
      cure: `name a bucket in ${about.region} in the runbook, or a task, a gateway and a share in ${home}`,
    });
  const encoding = error.$fault === undefined ? encodingOf(error.$response?.headers) : undefined;
  if (encoding !== undefined)
    return fail('aws-unreadable', { expected: 'an answer', got: encoding, cure: ENCODING_CURE });
  const known = NAMELESS.test(name) && status !== 403 ? undefined : causeOf(name, message);
  const code = known?.code ?? classify(name, error.code ?? '', status);
  return fail(code, {
    expected: 'an answer',
    got: `${where}: ${message}`,
    cure:
      known?.cure(about, message) ??
      (CONFLICT.test(name)
        ? CONFLICT_CURE
        : NAMELESS.test(name) && status === 400
          ? HEAD_CURE
          : cure(code, status)),
  });
}

/** The HTTP status of the answer that an SDK's exception, or an error made of one, is about. */
export function statusOf(thrown: unknown): number | undefined {
  const cause: unknown = thrown instanceof CutoverError ? thrown.cause : thrown;
  return (cause as SdkError | undefined)?.$metadata?.httpStatusCode;
}

/**
 * The Region of the bucket, from an answer that says that it is not the one that was asked; else undefined. S3 answers
 * 301 PermanentRedirect with the header `x-amz-bucket-region`, or 400 AuthorizationHeaderMalformed with the element
 * `Region`; an answer to HEAD has only its header (S3 API reference: HeadBucket, Error responses).
 */
export function bucketRegion(thrown: unknown): string | undefined {
  const cause: unknown = thrown instanceof CutoverError ? thrown.cause : thrown;
  const { $response, Region: element } = (cause ?? {}) as SdkError;
  const status = statusOf(cause);
  if (status !== 301 && status !== 400) return undefined;
  const region = $response?.headers?.['x-amz-bucket-region'] ?? element ?? '';
  return /^[a-z]{2,4}(-[a-z]{1,12}){1,3}-[0-9]{1,2}$/.test(region) ? region : undefined;
}

/** How an answer is encoded on its way, in words; undefined for a plain one. No request of ours asks for any encoding. */
export function encodingOf(headers: Headers | undefined): string | undefined {
  const encoding = headers?.['content-encoding'] ?? 'identity';
  return encoding === 'identity'
    ? undefined
    : `an answer with Content-Encoding ${JSON.stringify(encoding.slice(0, 40))}, for which nobody asked`;
}

const ENCODING_CURE = 'see which proxy encodes the answers of the endpoint, and switch that off';

/** Another request is under way for the same key (S3 User Guide: conditional writes, conditional deletes). */
const CONFLICT = /^(ConditionalRequestConflict|OperationAborted)$/;
const CONFLICT_CURE =
  'another request was changing the same object: re-run this job in a few minutes, it goes on where it was';

// Requests with a condition (If-Match, If-None-Match): what their refusals mean shows only in the object itself.

const CONDITION_TRIES = 5;

export interface Conditional<T> {
  readonly send: () => Promise<T>;
  /** Looks at the object after a refusal of this HTTP status; undefined where the request may be sent again. */
  readonly look: (status: number) => Promise<T | undefined>;
}

/**
 * Sends a request with a condition. Where S3 refuses it with 404, 409 (a passing conflict) or 412, it looks, because
 * the SDK repeats a request whose answer was lost, and the first one may have done its work. Sends at most five times.
 */
export async function onCondition<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  { send, look }: Conditional<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (thrown) {
      const status = statusOf(thrown);
      if (status === undefined || !isAboutCondition(thrown, status)) throw thrown;
      const found = await look(status);
      if (found !== undefined) return found;
      if (tries === CONDITION_TRIES) throw thrown;
      await clock.sleep(1000 * 2 ** (tries - 1), signal);
    }
  }
}

function isAboutCondition(thrown: unknown, status: number): boolean {
  const { name = '' } = ((thrown as Error).cause ?? {}) as { readonly name?: string };
  if (status === 404) return name !== 'NoSuchBucket';
  return status === 412 || (status === 409 && CONFLICT.test(name));
}

function classify(name: string, systemCode: string, status: number | undefined): ErrorCode {
  if (THROTTLED.test(name) || status === 429) return 'aws-throttled';
  if (NOT_FOUND.test(name) || status === 404) return 'aws-not-found';
  if (NETWORK.test(name) || NETWORK.test(systemCode) || CONFLICT.test(name))
    return 'aws-unavailable';
  // With 200 it is an answer that the SDK could not read.
  if (status === undefined || status < 300) return 'aws-unreadable';
  return status >= 500 ? 'aws-unavailable' : 'aws-refused';
}

function cure(code: ErrorCode, status: number | undefined): string {
  switch (code) {
    case 'aws-throttled':
      return 're-run this job in a few minutes: it goes on where it was';
    case 'aws-not-found':
      return 'check the name, the account and the Region in the runbook';
    case 'aws-unavailable':
      return 'check the AWS health page and re-run this job: it goes on where it was';
    default:
      return status === 403
        ? 'read the message above: HTTP 403 has other causes than a missing permission, too; nothing was assumed to have passed'
        : 'read the message above; nothing was assumed to have passed';
  }
}
