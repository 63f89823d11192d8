// Object Lock of the evidence bucket, as S3 says it, against what the runbook asks for.
import { expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import { connectionTo } from '../../aws/s3/listing-server.ts';
import { openBucketSettings } from '../../../src/aws/s3/bucket-settings.ts';
import { evidenceGroups, judgeRetention } from '../../../src/steps/preflight/evidence-checks.ts';

const EVIDENCE = { bucket: 'image-archive-evidence-111122223333', upload: 'presigned' } as const;

test.each([
  [undefined, 'fail', 'has no Object Lock by default, expected 400 days'],
  [{ mode: 'GOVERNANCE', days: 399 }, 'fail', '399 days (GOVERNANCE), expected 400 days'],
  [{ mode: 'GOVERNANCE', days: 400 }, 'pass', '400 days (GOVERNANCE)'],
  [{ mode: 'COMPLIANCE', days: 730 }, 'pass', '730 days (COMPLIANCE)'],
])('%j: %s', (retention, state, says) => {
  const { state: got, found } = judgeRetention(retention, { ...EVIDENCE, retainDays: 400 });
  expect([got, found]).toEqual([state, expect.stringContaining(says)]);
});

test.each([
  [30, 'pass'],
  [29, 'fail'],
  [0, 'fail'],
])('S3 keeps for %i days, and 30 are asked for: %s', async (objectLockDays, state) => {
  await using lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults: { evidence: { objectLockDays } } },
  });
  const settings = openBucketSettings(connectionTo(lab.url), EVIDENCE.bucket, '111122223333');
  const [group] = evidenceGroups({ evidence: { ...EVIDENCE, retainDays: 30 } }, settings);
  expect(await group?.look()).toMatchObject([{ area: 'Bucket', state }]);
  expect(evidenceGroups({ evidence: EVIDENCE }, settings)).toEqual([]);
});
