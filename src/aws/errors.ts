// SDK exceptions → our error codes. Adapters translate, steps decide.
import { CutoverError } from '../core/errors.ts';
import type { ErrorCode } from '../core/errors.ts';

export interface Call {
  /** As AWS writes it: `datasync:DescribeTask`. It is also the permission that the call needs. */
  readonly action: string;
  /** The resource in words or as an ARN. */
  readonly resource: string;
  readonly signal: AbortSignal;
  /** The account that must own the bucket: S3 refuses a bucket of another owner as it refuses a missing permission. */
  readonly owner?: string | undefined;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Of Node's own network errors, such as ECONNREFUSED. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const DENIED =
  /^(AccessDenied(Exception)?|UnauthorizedOperation|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException)$/;
const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;
const THROTTLED =
  /^(Throttl(ing|ed)(Exception)?|ThrottledException|TooManyRequests(Exception)?|SlowDown|RequestLimitExceeded|RequestThrottled(Exception)?|ProvisionedThroughputExceededException)$/;
const NOT_FOUND = /^(NoSuchKey|NoSuchBucket|NotFound|ResourceNotFoundException)$/;
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
    throw translate(about, thrown);
  }
}

function translate(about: Call, thrown: unknown): CutoverError {
  const error = (thrown ?? {}) as SdkError;
  const { name = 'Error', message = '' } = error;
  const status = error.$metadata?.httpStatusCode;
  const code = classify(name, error.code ?? '', status);
  return new CutoverError(code, {
    what: `${about.action} on ${about.resource}`,
    expected: 'an answer',
    got: `${name}${status === undefined ? '' : ` (HTTP ${status})`}: ${message}`,
    cure: cure(code, about),
    cause: thrown,
  });
}

function classify(name: string, systemCode: string, status: number | undefined): ErrorCode {
  if (EXPIRED.test(name)) return 'aws-expired';
  if (THROTTLED.test(name) || status === 429) return 'aws-throttled';
  if (DENIED.test(name) || status === 403) return 'aws-denied';
  if (NOT_FOUND.test(name) || status === 404) return 'aws-not-found';
  if (NETWORK.test(name) || NETWORK.test(systemCode)) return 'aws-unavailable';
  if (status === undefined) return 'aws-unreadable';
  return status >= 500 ? 'aws-unavailable' : 'aws-refused';
}

function cure(code: ErrorCode, about: Call): string {
  switch (code) {
    case 'aws-denied':
      return [
        `give the role of this job ${about.action} on ${about.resource}`,
        ...(about.owner === undefined
          ? []
          : [`or, if the account ${about.owner} does not own the bucket, correct bucket.owner`]),
      ].join(', ');
    case 'aws-expired':
      return 'raise the session time of the role, or re-run this job: it goes on where it was';
    case 'aws-throttled':
      return 're-run this job in a few minutes: it goes on where it was';
    case 'aws-not-found':
      return 'check the name, the account and the Region in the runbook';
    case 'aws-unavailable':
      return 'check the AWS health page and re-run this job: it goes on where it was';
    default:
      return 'read the message above; nothing was assumed to have passed';
  }
}
