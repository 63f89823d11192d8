// What the operator must do after a comparison of trees.
import { expect, test } from '@jest/globals';
import { emptyTally } from '../../../src/reconcile/tally.ts';
import { uncalibrated } from '../../../src/steps/tree/layer-rules.ts';
import { treeOutcome } from '../../../src/steps/tree/tree-summary.ts';

const manifest = (denied: number) => ({
  server: 'i-0a1b2c3d4e5f60718',
  source: 'nfs:/export',
  began: 0,
  ended: 0,
  rows: 4,
  folders: 3,
  pruned: 0,
  prunedFirst: [],
  denied,
  sha256: '0'.repeat(64),
  file: 'source.rows.gz',
  handedOver: '1 part by presigned uploads',
  asked: 0,
});

const outcome = (denied: number, user: string) =>
  treeOutcome({
    what: 'Every file',
    result: { verdict: 'pass', reasons: [], tally: emptyTally(), differences: 0, kept: [] },
    manifests: [{ name: 'Source', manifest: manifest(denied) }],
    user,
    differencesFile: 'differences.gz',
    statements: [],
    recheck: { kind: 'all', unwanted: false },
    proof: '',
    held: uncalibrated('bucket'),
    filters: {},
    data: {},
  });

test.each([
  ['root', /squashes root.*no_root_squash.*differences\.gz/],
  ['www-data', /^name a user in the runbook that can list the whole mount;/],
])('folders that %s cannot enter are unproven, and the cure fits the user', (user, cure) => {
  expect(outcome(2, user)).toMatchObject({
    verdict: 'unproven',
    says: 'Every file: not proven: Source: 2 folders cannot be entered.',
    error: { code: 'unproven', failure: { cure: expect.stringMatching(cure) } },
  });
  expect(outcome(0, user)).toMatchObject({ verdict: 'pass' });
});
