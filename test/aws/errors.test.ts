// A request says itself which permission it needs; where IAM has another name for it, the adapter does.
import { expect, test } from '@jest/globals';
import { ask } from '../../src/aws/errors.ts';
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

test('a bucket in other hands is refused like a missing permission: the cure names the key', async () => {
  const head = headObject({ bucket: 'b', owner: '444455556666' }, 'k');
  await expect(ask(head, { resource: 's3://b/k', signal }, denied)).rejects.toThrow(
    /give the role of this job s3:HeadObject on s3:\/\/b\/k, or, if the account 444455556666 does not own the bucket, correct bucket\.owner$/,
  );
});
