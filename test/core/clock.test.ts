import { describe, expect, test } from '@jest/globals';
import { openClock, systemClock } from '../../src/core/clock.ts';
import { isLab } from '../../src/core/lab-endpoint.ts';

const LAB = 'http://127.0.0.1:4566';

describe('which clock', () => {
  test('without a lab it is the machine’s', async () => {
    await expect(openClock({})).resolves.toBe(systemClock);
  });

  test.each([
    ['no endpoint at all', {}],
    ['an endpoint of AWS', { AWS_ENDPOINT_URL: 'https://s3.eu-central-1.amazonaws.com' }],
    [
      'one service elsewhere',
      { AWS_ENDPOINT_URL: LAB, AWS_ENDPOINT_URL_S3: 'https://s3.example.com' },
    ],
    ['a name that only looks local', { AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' }],
  ])("a lab's clock is refused with %s", async (_, env) => {
    await expect(openClock({ ...env, NFS_CUTOVER_LAB_CLOCK: `${LAB}/clock` })).rejects.toThrow(
      'NFS_CUTOVER_LAB_CLOCK: expected',
    );
  });

  test("a lab's clock elsewhere is refused", async () => {
    const env = { AWS_ENDPOINT_URL: LAB, NFS_CUTOVER_LAB_CLOCK: 'http://clock.example.com' };
    await expect(openClock(env)).rejects.toThrow('both on loopback');
  });
});

test.each([
  [{}, false],
  [{ AWS_ENDPOINT_URL: '' }, false],
  [{ AWS_ENDPOINT_URL: LAB }, true],
  [{ AWS_ENDPOINT_URL: 'http://[::1]:80' }, true],
  [{ AWS_ENDPOINT_URL_S3: LAB }, false],
  [{ AWS_ENDPOINT_URL: LAB, AWS_ENDPOINT_URL_SSM: 'https://ssm.example.com' }, false],
])('%j is a lab: %p', (env, expected) => {
  expect(isLab(env)).toBe(expected);
});

test('the machine’s clock stops sleeping when it gets a signal', async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
});
