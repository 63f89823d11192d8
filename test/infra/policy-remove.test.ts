// Removing extras: the gate's role may, where the runbook asks for it, and no more than that; no other role ever may.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { allows, inPieces } from './iam.ts';
import type { IamRequest } from './iam.ts';
import { callsOf } from './environment-calls.ts';
import { permissionsOf } from './permissions.ts';
import { ACCOUNT, deployed, ROLES, statementsOf } from './roles.ts';

const RUNBOOK = readFileSync('runbooks/image-archive.yml', 'utf8').replace(
  'extras: fail',
  'extras: remove\n  remove-limit: 10',
);
const ASKED = { RemoveExtras: 'true' };
const SIDS = ['RemoveExtras', 'SeeOtherTasksAndShares', 'SeeWhatOtherSharesShow'];
const OBJECT = 'arn:aws:s3:::image-archive-111122223333/images/old.jpg';

let requests: readonly IamRequest[];
beforeAll(async () => {
  const location = 'arn:aws:s3:::another-bucket/';
  const calls = [];
  for (const type of ['NFS', 'SMB'] as const)
    calls.push(
      ...(await callsOf({
        runbook: RUNBOOK,
        faults: { others: { share: { type, location } } },
        before: ({ store }) =>
          store.put('image-archive-111122223333', 'old/1', Buffer.from('x'), {}),
        steps: [
          ['cutover', { action: 'freeze-source' }],
          [
            'cutover',
            {
              action: 'remove-extras',
              inputs: { 'transferred-at': '2100-01-01T00:00:00Z', 'rows-before': '203' },
            },
          ],
        ],
      })),
    );
  requests = calls.flatMap((call) => permissionsOf(call, ACCOUNT));
}, 180_000);

test('the role of the gate allows every call of it, and each of its statements is needed', () => {
  const statements = statementsOf(deployed(ASKED), ROLES.cutover);
  expect(requests.filter((request) => !allows(statements, request))).toEqual([]);
  const pieces = inPieces(statements);
  const idle = pieces
    .filter(({ Sid = '' }) => SIDS.includes(Sid))
    .filter((piece) =>
      requests.every((one) =>
        allows(
          pieces.filter((p) => p !== piece),
          one,
        ),
      ),
    );
  expect(idle.map(({ Action }) => Action)).toEqual([]);
});

test('without the runbook asking for it, no role has any of it', () => {
  for (const role of Object.values(ROLES))
    expect(statementsOf(deployed(), role).filter(({ Sid = '' }) => SIDS.includes(Sid))).toEqual([]);
});

test.each<[string, IamRequest]>([
  ['without the ETag of the list', { action: 's3:DeleteObject', resource: OBJECT }],
  [
    'a version',
    { action: 's3:DeleteObjectVersion', resource: OBJECT, context: { 's3:if-match': 'x' } },
  ],
  [
    'in another bucket',
    {
      action: 's3:DeleteObject',
      resource: 'arn:aws:s3:::other/images/old.jpg',
      context: { 's3:if-match': 'x' },
    },
  ],
])('nobody may remove %s', (_, request) => {
  for (const role of Object.values(ROLES))
    expect(allows(statementsOf(deployed(ASKED), role), request)).toBe(false);
});

test('outside of the prefix, and by any other role, nothing may be removed', () => {
  const request = {
    action: 's3:DeleteObject',
    resource: OBJECT,
    context: { 's3:if-match': 'x' },
  };
  const elsewhere = deployed({ ...ASKED, BucketPrefix: 'archive/' });
  expect(allows(statementsOf(elsewhere, ROLES.cutover), request)).toBe(false);
  expect(allows(statementsOf(deployed(ASKED), ROLES.cutover), request)).toBe(true);
  for (const role of [ROLES.prepare, ROLES.back])
    expect(allows(statementsOf(deployed(ASKED), role), request)).toBe(false);
});
