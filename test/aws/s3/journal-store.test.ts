// The journal in the lab's S3, through the real SDK: each fault of the store or the network, and how a claim ends.
import { expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { startLab } from '../../../lab/lab.ts';
import { openJournalStore } from '../../../src/aws/s3/journal-store.ts';
import { entryText } from '../../../src/journal/entry.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { JournalLog } from '../../../src/journal/log.ts';
import { newestAfter, SHARE, writer, written } from '../../journal/written.ts';
import { connectionTo } from './listing-server.ts';

const BUCKET = 'image-archive-evidence-111122223333';
const [FIRST] = written(['claim']) as [Entry];
const OTHER = newestAfter(['claim'], writer({ run: '2002' }));
const IGNORES = 'got HTTP 200 a second time: this store ignores conditions';

test.each<[string, Faults, string, number]>([
  ['Object Lock', { evidence: { objectLockDays: 30 } }, 'done', 3],
  ['two conflicts', { s3: { conflicts: 2 } }, 'done', 5],
  ['a conflict that was none', { s3: { doneConflicts: 1 } }, 'done', 3],
  ['two lost answers', { s3: { lostWrites: 2 } }, 'done', 3],
  ['throttling and a 5xx', { api: { first: 2 } }, 'done', 5],
  ['a store that ignores conditions', { s3: { ignoresConditions: true } }, IGNORES, 2],
  ['conflicts without end', { s3: { conflicts: 99 } }, 'ConditionalRequestConflict', 6],
])('%s: %#', async (_, faults, end, puts) => {
  await using lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults },
  });
  const connection = connectionTo(lab.url);
  const log = new JournalLog(
    openJournalStore(connection, BUCKET, '111122223333'),
    SHARE,
    connection,
  );
  const claimed = async () => {
    await log.assertConditions();
    return (await log.append(FIRST)).kind;
  };
  if (end === 'done') {
    expect(await claimed()).toBe('done');
    expect(await log.newest()).toEqual(FIRST);
    expect(await log.append({ ...OTHER, nonce: 'f'.repeat(32) })).toMatchObject({
      ...{ kind: 'lost', to: FIRST },
    });
  } else await expect(claimed()).rejects.toThrow(end);
  const sent = lab.calls.filter(({ operation }) => operation === 'PutObject');
  // The SDK repeats none of them by itself: each is one that the log has decided on.
  expect(sent).toHaveLength(end === 'done' ? puts + 1 : puts);
});

test('a journal of more entries than a page is read to its end', async () => {
  await using lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  const store = openJournalStore(connectionTo(lab.url), BUCKET, '111122223333');
  for (let i = 0; i < 1002; i += 1)
    lab.store.put(
      BUCKET,
      `journal/share-1/${String(i).padStart(10, '0')}.json`,
      Buffer.from(''),
      {},
    );
  lab.store.put(BUCKET, 'journal/share-10/0000000000.json', Buffer.from(entryText(FIRST)), {});
  const names = await store.names('journal/share-1/');
  expect([names.length, names.at(-1)]).toEqual([1002, '0000001001.json']);
});
