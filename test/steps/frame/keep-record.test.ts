// The record of a step in the lab's evidence bucket, through the real SDK, and what the report finds there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import { clientConfig } from '../../../src/aws/connection.ts';
import { openEvidence } from '../../../src/aws/s3/evidence-bucket.ts';
import type { ChainedRecord } from '../../../src/evidence/chain.ts';
import { recordName, recordText } from '../../../src/evidence/kept-records.ts';
import type { EvidenceFolder } from '../../../src/evidence/kept-records.ts';
import { keepRecord } from '../../../src/steps/frame/keep-record.ts';
import { readKeptRecords } from '../../../src/steps/report/kept-records.ts';
import { connectionTo } from '../../aws/s3/listing-server.ts';
import { chained } from '../../evidence/verify/sample.ts';
import { contextOf } from '../preflight/context.ts';

const RECORDS = chained([
  { job: 'sync', id: 'claim' },
  { job: 'cutover', id: 'claim' },
  { job: 'cutover', id: 'freeze' },
  { job: 'report', id: 'release' },
]);
const [SYNC, CLAIM, FREEZE, OWN] = RECORDS as [
  ChainedRecord,
  ChainedRecord,
  ChainedRecord,
  ChainedRecord,
];
const PLACE = `evidence/image-archive/gate/runs/${CLAIM.run}/`;

const open = () => startLab({ runbook: 'runbooks/image-archive.yml' });

/** A step of a job whose role writes into `evidence`; without it STS has not named the role. */
function stepOf(url: string, evidence?: EvidenceFolder) {
  const { clock, env } = connectionTo(url);
  const run = { id: CLAIM.run, attempt: 1, job: 'report', stepId: 'report', url: undefined };
  return contextOf({
    ...{ run, clock, env },
    notes: { documents: new Map(), ...(evidence && { evidence }) },
  });
}

const opening = (url: string) => () =>
  Promise.resolve(
    openEvidence(connectionTo(url), 'image-archive-evidence-111122223333', '111122223333'),
  );

test('each record is created once, and a lost runner’s come back', async () => {
  await using lab = await open();
  expect(await keepRecord(stepOf(lab.url, 'prepare'), SYNC)).toBeUndefined();
  for (const record of [CLAIM, FREEZE, CLAIM])
    expect(await keepRecord(stepOf(lab.url, 'gate'), record)).toBeUndefined();
  expect(await keepRecord(stepOf(lab.url, 'prepare'), OWN)).toBeUndefined();
  const found = await readKeptRecords(stepOf(lab.url), opening(lab.url), [SYNC]);
  // The one of the artifact is known, and the report's own come behind the evidence.
  expect(found.more).toEqual([CLAIM, FREEZE]);
  expect(found.warnings).toEqual([]);
  expect(found.facts).toEqual([
    {
      name: 'From the evidence bucket alone',
      value: '2 records of cutover: no artifact has them',
    },
  ]);
});

test.each([
  ['another record', recordText(FREEZE)],
  ['no JSON', 'x'],
  ['no record', '{}\n'],
])('%s under the name of a record is named, and left out', async (_, text) => {
  await using lab = await open();
  const key = `${PLACE}${recordName(CLAIM)}`;
  await (await opening(lab.url)()).put(key, text);
  const found = await readKeptRecords(stepOf(lab.url), opening(lab.url), []);
  expect(found.more).toEqual([]);
  expect(found.warnings).toEqual([expect.stringContaining(`${key} in the evidence bucket`)]);
});

const renamed = recordName(CLAIM).replace('-1-1-', '-1-2-');
const [LATER] = chained([{ job: 'cutover', id: 'claim', attempt: 2 }]) as [ChainedRecord];
const [STRANGE] = chained([{ job: 'toString', id: 'claim' }]) as [ChainedRecord];

test.each([
  ['of a job behind the gate from a role that no gate protects', 'prepare', CLAIM, undefined],
  ['of a job before the gate from the role behind it', 'gate', SYNC, undefined],
  ['of no job of the workflow', 'prepare', STRANGE, undefined],
  ['of an attempt that has not begun', 'gate', LATER, undefined],
  ['a second time, under another number', 'gate', CLAIM, renamed],
] as const)('a record %s is named, and left out', async (_, folder, record, name) => {
  await using lab = await open();
  const key = `evidence/image-archive/${folder}/runs/${CLAIM.run}/${name ?? recordName(record)}`;
  await (await opening(lab.url)()).put(key, recordText(record));
  const found = await readKeptRecords(stepOf(lab.url), opening(lab.url), []);
  expect(found.more).toEqual([]);
  expect(found.warnings).toEqual([expect.stringContaining(`${key} in the evidence bucket`)]);
});

test('without a proven role nothing is written', async () => {
  await using lab = await open();
  const calls = lab.calls.length;
  expect(await keepRecord(stepOf(lab.url), CLAIM)).toBeUndefined();
  expect(lab.calls).toHaveLength(calls);
});

test('a bucket that nobody reaches is a warning, for the step and for the report', async () => {
  const nowhere = 'http://127.0.0.1:9';
  expect(await keepRecord(stepOf(nowhere, 'gate'), CLAIM)).toMatch(
    /^Unproven evidence: .*artifact/,
  );
  const found = await readKeptRecords(stepOf(nowhere), opening(nowhere), [SYNC]);
  expect(found.more).toEqual([]);
  expect(found.warnings).toEqual([expect.stringMatching(/^The records in the evidence bucket/)]);
});

test.each([
  [false, 2],
  [true, 1],
])('where S3 is down, and somebody hurries: %s, it tries %d times', async (hurry, tries) => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.writeHead(503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const step = stepOf(`http://127.0.0.1:${port}`, 'back');
    expect(await keepRecord(step, CLAIM, hurry)).toMatch(/^Unproven evidence/);
    expect(asked).toBe(tries);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('with one try it waits four seconds for an answer, and no more', () => {
  const { requestHandler } = clientConfig({
    ...connectionTo('http://127.0.0.1:9'),
    hurried: true,
    once: true,
  });
  expect(requestHandler).toMatchObject({ connectionTimeout: 4000, requestTimeout: 4000 });
});
