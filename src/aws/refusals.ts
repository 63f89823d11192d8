// What AWS refuses, and what helps: a permission that is missing is one cause of many.
import type { ErrorCode } from '../core/errors.ts';

/** The call that was refused: its action is also the permission that it needs. */
interface Asked {
  readonly action: string;
  readonly resource: string;
  /** The account that must own the bucket: S3 refuses a bucket of another owner as it refuses a missing permission. */
  readonly owner?: string | undefined;
}

/** One cause of a refusal, by the name or the message of the SDK's exception, and what helps against it. */
interface Cause {
  readonly name: RegExp;
  /** Where AWS has one name for several causes. */
  readonly message?: RegExp;
  readonly code: ErrorCode;
  readonly cure: (about: Asked, message: string) => string;
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
    // The SDK's own: it has found none, so AWS was not asked.
    name: /^CredentialsProviderError$/,
    code: 'aws-refused',
    cure: () =>
      'there are no AWS credentials: in a workflow take the role before this step; on a machine of your own log in first (aws sso login, AWS_PROFILE)',
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
    cure: (about, message) =>
      [
        `give the role of this job ${permissionIn(message, about)}`,
        ...(about.owner === undefined
          ? []
          : [`or, if the account ${about.owner} does not own the bucket, correct bucket.owner`]),
      ].join(', '),
  },
];

const CLOCK =
  'AWS has another time than this runner, or the request was long on its way: set the clock of the runner (timedatectl shows it), then re-run this job';

const SESSION = 'raise the session time of the role, or re-run this job: it goes on where it was';

/** The call's own permission, or another one that AWS names in its message, such as kms:Decrypt or iam:PassRole. */
function permissionIn(message: string, { action, resource }: Asked): string {
  const [, other = action, on] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(message) ?? [];
  if (other === action) return `${action} on ${resource}`;
  return on === undefined ? other : `${other} on ${on}`;
}

/** The cause of a refusal, by the name and the message of the SDK's exception; undefined for what has no row here. */
export const causeOf = (name: string, message: string): Cause | undefined =>
  CAUSES.find((one) => one.name.test(name) && (one.message?.test(message) ?? true));
