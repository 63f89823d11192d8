// Listing some folders through the real SDK: one request each, and what is found in them that the source lacks.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { listBucket } from '../../../src/aws/s3/list-bucket.ts';
import { listFolders } from '../../../src/aws/s3/list-folders.ts';
import { buffers, failureOf, paths, request, text } from './listed.ts';
import { byBytes, connectionTo, document, entry, serveListing } from './listing-server.ts';

const NAMES = ['a b', 'a+b', 'a%2Fb', 'a&amp;b', 'a"<>b', 'a\nb\u0001', '-rf', 'é', '\u{1f600}'];
const PREFIX = 'p q&+%/';

let lab: Lab;
let source: Set<string>;
beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  lab.store.createBucket('listed-bucket', 'us-west-2');
  const folders = NAMES.map((name) => `${name}/`).concat(NAMES.map((name) => `deep/${name}/`));
  source = new Set(['deep/', 'many/', ...folders]);
  for (const folder of ['', ...folders])
    for (const name of NAMES)
      lab.store.put('listed-bucket', `${PREFIX}${folder}f ${name}`, Buffer.from(name), {});
  for (const folder of source)
    lab.store.put('listed-bucket', `${PREFIX}${folder}`, Buffer.alloc(0), {});
  for (let i = 0; i < 2500; i += 1)
    lab.store.put('listed-bucket', `${PREFIX}many/${i}`, Buffer.alloc(0), {});
  lab.store.put('listed-bucket', `${PREFIX}deep/strange/below/x`, Buffer.from('x'), {});
});
afterAll(() => lab.close());

const ask = (folders: readonly string[], prefix = PREFIX) =>
  listFolders(connectionTo(lab.url), {
    ...request({ prefix }),
    folders: buffers([...folders].sort(byBytes)),
    isKnown: (folder) => Promise.resolve(source.has(folder.toString())),
  });

describe('some folders of the lab', () => {
  test('give the rows that a list of everything gives of them, with a request each', async () => {
    const everything = (await text(listBucket(connectionTo(lab.url), request({ prefix: PREFIX }))))
      .split('\0')
      .slice(0, -1);
    const wanted = ['', 'deep/', 'deep/é/', 'a b/', '-rf/'];
    const folderOf = (row: string): string => {
      const path = Buffer.from(row.slice(row.indexOf('/') + 1), 'latin1').toString('utf8');
      return path.slice(0, path.lastIndexOf('/') + 1);
    };
    const listing = ask(wanted);
    const rows = (await text(listing)).split('\0').slice(0, -1);
    expect(rows).toEqual(
      everything.filter(
        (row) => wanted.includes(folderOf(row)) || folderOf(row).startsWith('deep/strange/'),
      ),
    );
    // One for each folder, and one for the folder that the source does not have.
    expect(listing.counters.requests).toBe(wanted.length + 1);
  });

  test('go on from page to page', async () => {
    const listing = ask(['many/']);
    expect(await paths(listing)).toHaveLength(2501);
    expect(listing.counters.requests).toBe(3);
  });

  test('that the bucket does not have, or cannot have, are empty', async () => {
    const listing = listFolders(connectionTo(lab.url), {
      ...request({ prefix: PREFIX }),
      folders: [Buffer.from('gone/'), Buffer.from([0xff, 0x2f])],
      isKnown: () => Promise.resolve(true),
    });
    expect(await paths(listing)).toEqual([]);
    expect(listing.counters.requests).toBe(1);
  });

  test('none: no request', async () => {
    const listing = ask([]);
    expect(await paths(listing)).toEqual([]);
    expect(listing.counters.requests).toBe(0);
  });
});

describe('an answer that is no whole list', () => {
  const bent = async (body: string) => {
    await using server = await serveListing({ keys: [], bend: () => ({ status: 200, body }) });
    return await failureOf(
      listFolders(connectionTo(server.url), {
        ...request({ prefix: 'p/' }),
        folders: buffers(['a/']),
        isKnown: () => Promise.resolve(true),
      }),
    );
  };
  const TRUNCATED = '<IsTruncated>true</IsTruncated>';
  test.each([
    ['without a token', document(TRUNCATED, [entry('p/a/1', 1)])],
    [
      'with the same token for ever',
      document(`${TRUNCATED}<NextContinuationToken>t</NextContinuationToken>`),
    ],
    ['of another prefix', document('<IsTruncated>false</IsTruncated>', [entry('p/b/1', 1)])],
    ['that does not say whether it is the end', document('', [entry('p/a/1', 1)])],
  ])('%s', async (_what, body) => {
    expect(await bent(body)).toMatchObject({ code: 'unproven' });
  });
});
