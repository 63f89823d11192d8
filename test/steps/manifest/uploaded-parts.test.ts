// Parts that a server has uploaded, and what one may say of them that is broken, or lies.
import { describe, expect, test } from '@jest/globals';
import { readServerManifest } from '../../../src/steps/manifest/list-tree.ts';
import { rowsIn } from './manifest-lab.ts';
import {
  answerOf,
  errorOf,
  failure,
  fakeServer,
  fetchFrom,
  packed,
  PARTS,
  printed,
  sha256,
} from './manifest-server.ts';

describe('from a server that uploads parts', () => {
  const ALL = {
    'upload-1': '0 200 ',
    'upload-2': '0 412 PreconditionFailed',
    'upload-3': '0 200 ',
  };
  const put = (n: number): string => packed(PARTS[n - 1] ?? '');
  const print = (n: number): string => printed(PARTS[n - 1] ?? '', n);

  test('sound ones become one file, whoever has put them', async () => {
    using server = fakeServer(answerOf(PARTS), put, ALL);
    const manifest = await fetchFrom(server);
    expect(rowsIn(manifest).toString()).toBe(PARTS.join(''));
    expect(manifest.handedOver).toBe('3 parts by presigned uploads');
    expect(server.sent.slice(1, -1)).toEqual(['nfs-cutover-upload-parts']);
  });

  test.each<[string, string | Error | undefined, string]>([
    ['is not there', undefined, 'unproven'],
    ['may not be read', failure('aws-denied'), 'aws-denied'],
    ['breaks off twice', failure('aws-unavailable'), 'aws-unavailable'],
    ['is another one', put(3), 'unproven'],
    ['is empty', '', 'unproven'],
    ['is cut', put(2).slice(0, -1), 'unproven'],
    ['is longer', `${put(2)}x`, 'unproven'],
    ['is printed, not put', print(2), 'unproven'],
  ])('one that %s fails the manifest', async (_, spoilt, code) => {
    using server = fakeServer(answerOf(PARTS), (n) => (n === 2 ? spoilt : put(n)), ALL);
    const error = await errorOf(server);
    expect(error.code).toBe(code);
    expect(server.files()).toEqual([]);
  });

  test.each<[string, string | undefined, string]>([
    ['no connection', '7 000 ', 'S3 takes no connection from there'],
    ['an exit status of curl without a name', '92 000 ', 'curl ended with 92'],
    ['a refusal', '0 403 AccessDenied', 'S3 answers 403 AccessDenied'],
    ['an answer without words', '0 503 ', 'S3 answers 503'],
    ['another success', '0 204 ', 'S3 answers 204'],
    ['words of its own', '0 200 OK; all is well', 'its answer is not one of upload-parts'],
    ['nothing', undefined, 'no upload has ended'],
  ])('after %s for the first one, the agent prints them all', async (_, end, why) => {
    const said = { ...(end !== undefined && { 'upload-1': end }), uploaded: 'tried' };
    using server = fakeServer(answerOf(PARTS), print, said);
    const manifest = await fetchFrom(server);
    expect(manifest.handedOver).toBe(`by the agent: ${why}`);
    expect(rowsIn(manifest).toString()).toBe(PARTS.join(''));
  });

  test('what has arrived before a failure is kept', async () => {
    const said = { 'upload-1': '0 200 ', 'upload-2': '28 000 ' };
    using server = fakeServer(answerOf(PARTS), (n) => (n === 1 ? put(n) : print(n)), said);
    const manifest = await fetchFrom(server);
    expect(manifest.handedOver).toBe(
      '1 part by presigned uploads, the rest by the agent: S3 did not answer in time',
    );
    expect(rowsIn(manifest).toString()).toBe(PARTS.join(''));
  });

  test('a part that S3 refuses by its SHA-256 is unproven', async () => {
    using server = fakeServer(answerOf(PARTS), put, { 'upload-1': '0 400 BadDigest' });
    expect(await errorOf(server)).toMatchObject({ code: 'unproven' });
  });
});

describe('an index in several answers', () => {
  const COUNT = 301;
  const SHA = sha256('part');
  const page = (from: number, to: number, more: Readonly<Record<string, string>> = {}) => ({
    document: 'list-tree',
    server: 'i-1',
    values: new Map([
      ...Array.from({ length: to - from + 1 }, (_, i): [string, string] => [
        `part-${from + i}`,
        `1 20 ${SHA}`,
      ]),
      ...Object.entries(more),
    ]),
  });
  const first = page(1, 150, {
    ...{ listed: 'yes', source: 'nfs:/export', began: '1', ended: '2', folders: '0', pruned: '0' },
    ...{ 'pruned-first': '', denied: '0', sha256: SHA, rows: `${COUNT}`, parts: `${COUNT}` },
  });
  const read = (pages = [page(151, 300), page(301, 301)], head = first) =>
    readServerManifest(head, pages);

  test('names each part', () => {
    expect(read().parts.map(({ number }) => number)).toEqual(
      Array.from({ length: COUNT }, (_, i) => i + 1),
    );
  });

  const forged = (part: string) => [page(151, 300, { 'part-200': part }), page(301, 301)];
  test.each<[string, () => unknown]>([
    ['lacks its last answer', () => read([page(151, 300)])],
    ['lacks a part', () => read([page(151, 299), page(301, 301)])],
    ['has its answers in another order', () => read([page(301, 301), page(151, 300)])],
    ['counts other rows', () => read(forged(`2 20 ${SHA}`))],
    ['has an empty part', () => read(forged(`0 20 ${SHA}`))],
    ['has a part without bytes', () => read(forged(`1 0 ${SHA}`))],
    ['has a part of a size in words', () => read(forged(`1 20e3 ${SHA}`))],
    ['has a digest that leads out of the folder', () => read(forged('1 20 ../../evidence/x'))],
    ['has a fourth field', () => read(forged(`1 20 ${SHA} x`))],
    [
      'promises more parts than anybody has',
      () => read([], { ...first, values: new Map([...first.values, ['parts', '1000000']]) }),
    ],
  ])('that %s is the server’s failure', (_, reading) => {
    expect(reading).toThrow(expect.objectContaining({ code: 'server-failed' }));
  });
});
