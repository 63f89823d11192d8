// The tag of the share against the evidence bucket of the runbook: equal, missing, or that of another migration.
import { expect, test } from '@jest/globals';
import { judgeJournal } from '../../../../src/steps/preflight/aws/journal-tag.ts';
import { workshop } from '../../../infra/roles.ts';

const BUCKET = 'image-archive-evidence-111122223333';

test.each([
  [BUCKET, 'pass', BUCKET, undefined],
  [undefined, 'fail', `no tag nfs-cutover:journal, expected ${BUCKET}`, 'add-tags-to-resource'],
  ['', 'fail', 'no tag nfs-cutover:journal', `Value=${BUCKET}`],
  [
    'other',
    'fail',
    `journal of this share is in other, and evidence.bucket is ${BUCKET}`,
    'finish',
  ],
  [`${BUCKET} `, 'fail', `is in ${BUCKET} , and`, 'finish that migration'],
  ['a\u001b[2Jb|c', 'fail', 'is in a?[2Jb|c, and', 'let an administrator change the tag'],
])('%j: %s', (tagged, state, found, cure) => {
  const finding = judgeJournal(tagged, workshop());
  expect(finding).toMatchObject({ area: 'Gateway', state, check: 'Share names its journal' });
  expect(finding.found).toContain(found);
  if (cure === undefined) expect(finding.cure).toBeUndefined();
  else expect(finding.cure).toContain(cure);
});
