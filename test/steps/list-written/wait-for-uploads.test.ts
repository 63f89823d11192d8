// When the gateway holds nothing any more: its own event says so, and no share of its cache does.
import { expect, test } from '@jest/globals';
import type { StorageGateway } from '../../../src/aws/storage-gateway/storage-gateway.ts';
import { waitForUploads } from '../../../src/steps/list-written/wait-for-uploads.ts';
import { contextOf } from '../preflight/context.ts';

const SHARE = contextOf().runbook.gateway.share;

const event = (id: string, share = SHARE, type = 'upload-complete'): string =>
  JSON.stringify({
    source: 'aws.storagegateway',
    'detail-type': 'Storage Gateway Upload Notification Event',
    resources: [share],
    detail: { 'event-type': type, 'notification-id': id },
  });

/** Why it may hold something, where the log shows a message from the given look on. */
async function why(
  { message, from = 1, dirty = 0 }: { message?: string; from?: number; dirty?: number },
  refuses = false,
) {
  let now = 0;
  let looks = 0;
  const gateway: StorageGateway = {
    refresh: () => Promise.resolve(''),
    notifyWhenUploaded: () =>
      refuses ? Promise.reject(new Error('not connected')) : Promise.resolve('own'),
    dirtyPercentage: () => Promise.resolve(dirty),
  };
  const events = {
    find: () => Promise.resolve(message !== undefined && (looks += 1) >= from ? [message] : []),
  };
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  return waitForUploads(contextOf({ clock }), { gateway, events }, 60_000);
}

test('it waits for the event of its own request', async () => {
  expect(await why({ message: event('own') })).toBeUndefined();
  expect(await why({ message: event('own'), from: 4, dirty: 7 })).toBeUndefined();
});

test.each([
  ['no event', {}],
  ['an event of another request', { message: event('other') }],
  ['an event of another share', { message: event('own', `${SHARE}9`) }],
  ['the end of a refresh', { message: event('own', SHARE, 'refresh-complete') }],
  ['an event behind the deadline', { message: event('own'), from: 100 }],
])('with %s it is not known, whatever the share of the cache says', async (_, seen) => {
  expect(await why(seen)).toContain('no event; less than 0.1 % of its cache not uploaded');
});

test('a gateway that takes no request is not known either', async () => {
  expect(await why({ message: event('own') }, true)).toContain('not connected');
});
