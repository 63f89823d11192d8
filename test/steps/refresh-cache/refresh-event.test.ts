import { describe, expect, test } from '@jest/globals';
import { keyOf } from '../../../src/reconcile/paths/object-key.ts';
import {
  normalizeShareFolder,
  shareFolderOf,
} from '../../../src/steps/refresh-cache/refresh-folders.ts';
import { parseRefreshEvent } from '../../../src/steps/refresh-cache/refresh-event.ts';

const SHARE = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A';
const event = (detail: object, beside: object = {}): string =>
  JSON.stringify({
    source: 'aws.storagegateway',
    'detail-type': 'Storage Gateway Refresh Cache Event',
    resources: [SHARE, 'arn:aws:storagegateway:us-west-2:111122223333:gateway/sgw-0A'],
    detail: { 'event-type': 'refresh-complete', 'notification-id': 'n1', ...detail },
    ...beside,
  });

describe('the refresh-complete event', () => {
  test('is read with its id, share, folders and times', () => {
    const message = event({
      folderList: ['/'],
      started: '2026-11-22T01:00:00.000Z',
      completed: '2026-11-22T01:00:40.000Z',
    });
    expect(parseRefreshEvent(message)).toEqual({
      notificationId: 'n1',
      share: SHARE,
      folders: ['/'],
      started: Date.UTC(2026, 10, 22, 1),
      completed: Date.UTC(2026, 10, 22, 1, 0, 40),
    });
  });

  test('has its folders beside the detail in older events', () => {
    expect(parseRefreshEvent(event({}, { folderList: ['/a'] }))?.folders).toEqual(['/a']);
  });

  test.each([
    ['not JSON', 'refresh-complete n1'],
    ['no object', '"n1"'],
    ['another source', event({}, { source: 'aws.datasync' })],
    ['another event', event({ 'event-type': 'upload-complete' })],
    ['no id', event({ 'notification-id': undefined })],
    ['an id of another type', event({ 'notification-id': 7 })],
  ])('is not made of %s', (_, message) => {
    expect(parseRefreshEvent(message)).toBeUndefined();
  });

  test('keeps an event whose times cannot be read', () => {
    expect(parseRefreshEvent(event({ started: 'soon' }))).toMatchObject({
      notificationId: 'n1',
      started: undefined,
    });
  });
});

test.each([
  ['new.jpg', '/'],
  ['a/new.jpg', '/a'],
  ['a/b/new.jpg', '/a/b'],
])('the folder of %s is %s', (path, folder) => {
  expect(shareFolderOf(path)).toBe(folder);
});

test.each([
  ['', '/'],
  ['/', '/'],
  ['a', '/a'],
  ['/a/b/', '/a/b'],
])('the share’s folder %j has one spelling', (folder, expected) => {
  expect(normalizeShareFolder(folder)).toBe(expected);
});

test('a key is the prefix and the path', () => {
  expect(keyOf('archive/', 'a/b.jpg')).toBe('archive/a/b.jpg');
});
