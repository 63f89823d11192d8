import { expect, test } from '@jest/globals';
import type { StepRecord } from '../../src/core/record.ts';
import { gateCount, hasPassedGate } from '../../src/evidence/gate-count.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import { WORKSHOP } from '../workshop.ts';
import { record } from './page/night.ts';

const loaded = parseRunbook(WORKSHOP, 'image-archive.yml');
if (!loaded.ok) throw new Error('the runbook of the workshop');
const { runbook } = loaded;

const DIGEST = 'a1b2c3d4'.padEnd(64, '0');
const APPROVAL = {
  environments: ['cutover'],
  state: 'approved',
  user: 'rita',
  isPerson: true,
  comment: DIGEST.slice(0, 8),
};

const asked = record('ask/ask', 'ask-approval', [0, 1], {
  data: { digest: DIGEST, subject: { decisions: [] } },
});
const verified = (more: Partial<StepRecord> = {}) =>
  record('cutover/approval', 'verify-approval', [2, 3], { data: { digest: DIGEST }, ...more });
const refused = verified({ verdict: 'fail', data: {} });
const back = ['go-back', 'thaw'].map((id) => record(`cutover/${id}`, 'switch-mount', [4, 5]));

test.each([
  ['that has let it through', [asked, verified()], true],
  ['that has refused, and the way back found nothing', [asked, refused, ...back], false],
  ['that nobody has asked yet', [asked], false],
  ['of a run without such a step', [record('cutover/freeze', 'freeze-source', [2, 3])], true],
])('a gate %s', (_name, records, passed) => {
  expect(hasPassedGate(records)).toBe(passed);
});

test('a report of a later attempt counts as the gate has judged, and its starter starts nothing of it', () => {
  const chain = { startedBy: ['rita'] } as never;
  const later = { ...record('report/release', 'claim-migration', [9, 10]), attempt: 3, chain };
  const counted = gateCount(runbook, [APPROVAL], [asked, verified(), later], 3);
  expect(counted).toMatchObject({ met: true, people: ['rita'], unproven: [] });
  const early = { ...later, attempt: 1 };
  expect(gateCount(runbook, [APPROVAL], [asked, verified(), early], 3).unproven).toEqual([
    'rita has started attempt 1, and approved it',
  ]);
});
