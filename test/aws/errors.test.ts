// A request says itself which permission it needs; where IAM has another name for it, the adapter does.
import { expect, test } from '@jest/globals';
import { ask } from '../../src/aws/errors.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { describeTask } from '../../src/core/requests/datasync.ts';
import { headObject } from '../../src/core/requests/s3.ts';

const { signal } = new AbortController();
const denied = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));

test('its parameters are sent, with the signal', async () => {
  const sent = await ask(describeTask('arn:of-the-task'), { resource: 'x', signal }, (...args) =>
    Promise.resolve(args),
  );
  expect(sent).toEqual([{ TaskArn: 'arn:of-the-task' }, { abortSignal: signal }]);
});

test('the permission has the name of the operation', async () => {
  await expect(ask(describeTask('t'), { resource: 'the task', signal }, denied)).rejects.toThrow(
    /^datasync:DescribeTask on the task: .* give the role of this job datasync:DescribeTask on the task$/,
  );
});

test('the permission has the name that IAM gives it', async () => {
  const head = headObject({ bucket: 'b', owner: '111122223333' }, 'k');
  const about = { action: 's3:GetObject', resource: 's3://b/k', signal };
  await expect(ask(head, about, denied)).rejects.toThrow(/^s3:GetObject on s3:\/\/b\/k: /);
});

const SKEW = 'The difference between the request time and the current time is too large.';
const LATE =
  'Signature expired: 20261120T010000Z is now earlier than 20261120T011000Z (20261120T011500Z - 5 min.)';
const EARLY =
  'Signature not yet current: 20261120T013000Z is still later than 20261120T011500Z (20261120T011000Z + 5 min.)';
const KMS =
  'User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-west-2:111122223333:key/k because no identity-based policy allows the kms:Decrypt action';
const SCP =
  'User: r is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a service control policy';

type Refusal = [name: string, status: number, message: string, code: string, cure: RegExp];

test.each<Refusal>([
  ['RequestTimeTooSkewed', 403, SKEW, 'aws-refused', /clock of the runner/],
  ['RequestExpired', 400, 'Request has expired.', 'aws-refused', /clock of the runner/],
  ['SignatureDoesNotMatch', 403, LATE, 'aws-refused', /clock of the runner/],
  ['InvalidSignatureException', 400, EARLY, 'aws-refused', /clock of the runner/],
  ['AccessDenied', 403, 'Request has expired', 'aws-refused', /clock of the runner/],
  ['ExpiredToken', 400, 'The provided token has expired.', 'aws-expired', /session time/],
  ['ExpiredTokenException', 403, 'expired', 'aws-expired', /session time/],
  ['TokenRefreshRequired', 400, 'refresh', 'aws-expired', /session time/],
  [
    'UnrecognizedClientException',
    403,
    'The security token included in the request is expired',
    'aws-expired',
    /session time/,
  ],
  ['UnrecognizedClientException', 400, 'is invalid', 'aws-refused', /taken its role/],
  ['InvalidClientTokenId', 403, 'is invalid', 'aws-refused', /enabled this Region/],
  ['InvalidAccessKeyId', 403, 'does not exist', 'aws-refused', /taken its role/],
  ['InvalidToken', 400, 'is malformed', 'aws-refused', /taken its role/],
  ['CredentialsProviderError', 0, 'Could not load', 'aws-refused', /take the role.*aws sso login/],
  ['SignatureDoesNotMatch', 403, 'does not match', 'aws-refused', /secret key.*proxy/],
  ['InvalidObjectState', 403, 'not valid', 'aws-refused', /the task is in an archive: restore/],
  ['AllAccessDisabled', 403, 'disabled', 'aws-refused', /AWS Support/],
  ['OptInRequired', 403, 'subscribe', 'aws-refused', /this Region at all/],
  ['AccessDenied', 403, SCP, 'aws-denied', /^a policy denies datasync:DescribeTask/],
  ['AccessDeniedException', 403, KMS, 'aws-denied', /^give .* kms:Decrypt on arn:aws:kms:\S+$/],
  ['AccessDenied', 403, 'Access Denied', 'aws-denied', /^give .* datasync:DescribeTask/],
  ['403', 403, 'UnknownError', 'aws-denied', /^give .* datasync:DescribeTask/],
  ['UnknownError', 403, '', 'aws-denied', /^give .* datasync:DescribeTask/],
  ['Unknown', 503, 'UnknownError', 'aws-unavailable', /health page/],
  ['Unknown', 412, 'UnknownError', 'aws-refused', /nothing was assumed/],
  ['InvalidPayer', 403, 'disabled', 'aws-refused', /HTTP 403 has other causes/],
  ['InvalidRequest', 400, 'no', 'aws-refused', /^read the message above; nothing/],
  ['SlowDown', 503, 'slow', 'aws-throttled', /few minutes/],
  ['NoSuchKey', 404, 'no', 'aws-not-found', /the name/],
  ['InternalError', 500, 'sorry', 'aws-unavailable', /health page/],
])('%s (HTTP %i, %s) is %s', async (...refusal: Refusal) => {
  const [name, status, message, code, cure] = refusal;
  const thrown = Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status },
  });
  const error: unknown = await ask(describeTask('t'), { resource: 'the task', signal }, () =>
    Promise.reject(thrown),
  ).catch((caught: unknown) => caught);
  if (!(error instanceof CutoverError)) throw new Error('it was not refused');
  expect(error.code).toBe(code);
  expect(error.failure.cure).toMatch(cure);
  expect(error.failure.cure.includes('give the role')).toBe(cure.source.startsWith('^give'));
  expect(error.failure.got).toBe(`${name} (HTTP ${status}): ${message}`);
});

test('a bucket in other hands is refused like a missing permission: the cure names the key', async () => {
  const head = headObject({ bucket: 'b', owner: '444455556666' }, 'k');
  await expect(ask(head, { resource: 's3://b/k', signal }, denied)).rejects.toThrow(
    /give the role of this job s3:HeadObject on s3:\/\/b\/k, or, if the account 444455556666 does not own the bucket, correct bucket\.owner$/,
  );
});
