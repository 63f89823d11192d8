// Which tasks and shares belong together: those on the very same part of a bucket.
import { expect, test } from '@jest/globals';
import {
  belongTogether,
  exportOfUri,
  placeOfArn,
  placeOfUri,
  type Share,
  type Task,
} from '../../../scripts/new-runbook/places.ts';

test.each([
  ['s3://bucket/', 'arn:aws:s3:::bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket', 'arn:aws:s3:::bucket/', { bucket: 'bucket', prefix: '' }],
  [
    's3://bu.ck-et/a b/c/',
    'arn:aws-cn:s3:::bu.ck-et/a b/c/',
    { bucket: 'bu.ck-et', prefix: 'a b/c/' },
  ],
  ['s3://bucket/a', 'arn:aws:s3:::bucket/a', { bucket: 'bucket', prefix: 'a/' }],
  // An access point has no bucket's name in it.
  ['s3://arn:aws:s3:us-west-2:1:accesspoint/x/', 'arn:aws:s3:us-west-2:1:accesspoint/x', undefined],
])('%s and %s are the same place', (uri, arn, place) => {
  expect(placeOfUri(uri)).toEqual(place);
  expect(placeOfArn(arn)).toEqual(place);
});

test.each([
  ['nfs://server.example/export/data/', 'server.example:/export/data'],
  ['nfs://10.0.0.1/', '10.0.0.1:/'],
  ['nfs://fd00::1/a/', '[fd00::1]:/a'],
  ['smb://server/share/', undefined],
])('the location %s is the export %s', (uri, of) => {
  expect(exportOfUri(uri)).toBe(of);
});

const task = (arn: string, uri: string): Task => ({
  arn,
  name: '',
  export: 'server:/data',
  version: undefined,
  to: placeOfUri(uri) ?? { bucket: '', prefix: '' },
});
const share = (arn: string, location: string): Share => ({
  arn,
  name: '',
  gateway: '',
  address: undefined,
  path: '',
  of: placeOfArn(location) ?? { bucket: '', prefix: '' },
});

test('a pair is proposed for the same bucket and prefix alone', () => {
  const tasks = [task('t1', 's3://a/'), task('t2', 's3://b/x/'), task('t3', 's3://b/x/y/')];
  const shares = [
    share('s1', 'arn:aws:s3:::b/x/'),
    share('s2', 'arn:aws:s3:::b'),
    share('s3', 'arn:aws:s3:::a'),
    share('s4', 'arn:aws:s3:::a/'),
  ];
  const pairs = belongTogether(tasks, shares).map((pair) => `${pair.task.arn} ${pair.share.arn}`);
  expect(pairs).toEqual(['t1 s3', 't1 s4', 't2 s1']);
});
