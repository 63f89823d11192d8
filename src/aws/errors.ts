// SDK exceptions → our error codes. Adapters translate, steps decide.
import { CutoverError } from '../core/errors.ts';
import type { ErrorCode } from '../core/errors.ts';

export interface Call {
  /** As AWS writes it: `datasync:DescribeTask`. It is also the permission that the call needs. */
  readonly action: string;
  /** The resource in words or as an ARN. */
  readonly resource: string;
  readonly signal: AbortSignal;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Of Node's own network errors, such as ECONNREFUSED. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** One cause of a refusal, by the name or the message of the SDK's exception, and what helps against it. */
interface Cause {
  readonly name: RegExp;
  /** Where AWS has one name for several causes. */
  readonly message?: RegExp;
  readonly code: ErrorCode;
  readonly cure: (about: Call, message: string) => string;
}

const ANY = /^/;
/** A 403 to HEAD has no body, so the SDK knows the status alone. */
const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation|Forbidden|403|Unknown(Error)?)$/;

/**
 * What AWS refuses for another reason than a missing permission, though much of it is an HTTP 403 too, then what it
 * denies. The first that fits counts. (IAM, common errors; S3, list of error codes; Signature Version 4, expiry.)
 */
const CAUSES: readonly Cause[] = [
  {
    name: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    code: 'aws-refused',
    cure: () => CLOCK,
  },
  {
    name: ANY,
    message:
      /signature expired|signature not yet current|request has expired|difference between the request time and/i,
    code: 'aws-refused',
    cure: () => CLOCK,
  },
  {
    name: /^(ExpiredToken(Exception)?|TokenRefreshRequired)$/,
    code: 'aws-expired',
    cure: () => SESSION,
  },
  {
    name: ANY,
    message: /token (included in the request |provided )?(is|has) expired/i,
    code: 'aws-expired',
    cure: () => SESSION,
  },
  {
    name: /^(InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|InvalidSecurity|MissingAuthenticationToken(Exception)?)$/,
    code: 'aws-refused',
    cure: () =>
      'AWS does not know these credentials: see that this job has taken its role before this step, and that the account has enabled this Region',
  },
  {
    name: /^(SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(Exception)?)$/,
    code: 'aws-refused',
    cure: () =>
      'the secret key does not fit the key id, or something between here and AWS has changed the request: re-run this job, which takes its role again, and look at the proxy',
  },
  {
    name: /^InvalidObjectState$/,
    code: 'aws-refused',
    cure: ({ resource }) =>
      `${resource} is in an archive: restore it (aws s3api restore-object), wait for its end, and take away the lifecycle rule or the archive tier that moves objects there`,
  },
  {
    name: /^(AllAccessDisabled|AccountProblem|NotSignedUp|OptInRequired|SubscriptionRequiredException)$/,
    code: 'aws-refused',
    cure: () =>
      'the account may not use this service or this Region at all: ask its owner, or AWS Support',
  },
  {
    name: DENIED,
    message: /explicit deny/i,
    code: 'aws-denied',
    cure: ({ action, resource }) =>
      `a policy denies ${action} on ${resource}, and no permission of the role lifts that: change the policy that the message names`,
  },
  {
    name: DENIED,
    code: 'aws-denied',
    cure: (about, message) => `give the role of this job ${permissionIn(message, about)}`,
  },
];

const CLOCK =
  'AWS has another time than this runner, or the request was long on its way: set the clock of the runner (timedatectl shows it), then re-run this job';

const SESSION = 'raise the session time of the role, or re-run this job: it goes on where it was';

/** The call's own permission, or another one that AWS names in its message, such as kms:Decrypt or iam:PassRole. */
function permissionIn(message: string, { action, resource }: Call): string {
  const [, other = action, on] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(message) ?? [];
  if (other === action) return `${action} on ${resource}`;
  return on === undefined ? other : `${other} on ${on}`;
}

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
  call({ action: `${service}:${operation}`, ...about }, (options) => send(parameters, options));

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
  const known = CAUSES.find((one) => one.name.test(name) && (one.message?.test(message) ?? true));
  const code = known?.code ?? classify(name, error.code ?? '', status);
  return new CutoverError(code, {
    what: `${about.action} on ${about.resource}`,
    expected: 'an answer',
    got: `${name}${status === undefined ? '' : ` (HTTP ${status})`}: ${message}`,
    cure: known?.cure(about, message) ?? cure(code, status),
    cause: thrown,
  });
}

function classify(name: string, systemCode: string, status: number | undefined): ErrorCode {
  if (THROTTLED.test(name) || status === 429) return 'aws-throttled';
  if (NOT_FOUND.test(name) || status === 404) return 'aws-not-found';
  if (NETWORK.test(name) || NETWORK.test(systemCode)) return 'aws-unavailable';
  if (status === undefined) return 'aws-unreadable';
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
