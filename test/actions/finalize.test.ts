// finalize by the committed bundle against the lab: it deletes after the hold, once, in order, and keeps what was.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bench } from './action-process.ts';
import {
  changes,
  deletions,
  EVIDENCE,
  finalize,
  kept,
  KEY,
  openConfirmed,
  pass,
  withFinalize,
} from './confirmed-world.ts';
import { journalOf } from './confirmed-journal.ts';
import { RUN } from '../infra/document-parameters.ts';

const TASK = 'task/task-0a1b2c3d4e5f60718';
const SOURCE = 'location/loc-2c668fe3d509759ef';
const DESTINATION = 'location/loc-dce88234b83ffda33';
const AGENT = 'agent/agent-c159bed7c3334390d';
const WITH_AGENT = withFinalize('{delete-agent: true}');

/** The notes on the first server. */
function notesOf({ lab }: Bench): readonly string[] {
  const { world } = lab.context;
  const [server = ''] = world.names.application.servers;
  return readdirSync(join(world.server(server), RUN.StatePath));
}

const waysBack = (bench: Bench): readonly string[] =>
  notesOf(bench).filter((name) => name.startsWith('restore'));

const stateOf = ({ lab }: Bench): string | undefined => journalOf(lab).at(-1)?.state;

describe('after the hold', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openConfirmed({ text: WITH_AGENT });
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  test('only-check says what would be deleted, and changes nothing', async () => {
    const before = changes(bench).length;
    const { code, outputs, record } = await finalize(bench, { 'only-check': 'true' });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ state: 'ready', deleted: '0', export: '', verdict: 'pass' });
    for (const one of [TASK, SOURCE, DESTINATION, AGENT]) expect(record?.says).toContain(one);
    expect(changes(bench)).toHaveLength(before);
    expect(bench.lab.store.get(EVIDENCE, KEY)).toBeUndefined();
  });

  test('the export is made first, then task, locations and agent are deleted in this order', async () => {
    const from = bench.lab.calls.length;
    const { code, outputs, summary } = await finalize(bench);
    expect(code).toBe(0);
    expect(deletions(bench)).toEqual([
      `DeleteTask ${TASK}`,
      `DeleteLocation ${SOURCE}`,
      `DeleteLocation ${DESTINATION}`,
      `DeleteAgent ${AGENT}`,
    ]);
    const order = bench.lab.calls.slice(from).map(({ operation }) => operation);
    const [put, read] = [order.indexOf('PutObject'), order.lastIndexOf('GetObject')];
    expect(put).toBeLessThan(read);
    expect(read).toBeLessThan(order.indexOf('DeleteTask'));
    // The last word on each is a look that finds nothing. The journal says so; only then the servers forget the way back.
    const last = bench.lab.calls.slice(from);
    expect(last.findLast(({ operation }) => operation === 'DescribeAgent')).toMatchObject({
      error: 'InvalidRequestException',
    });
    const closed = order.lastIndexOf('PutObject');
    expect(closed).toBeGreaterThan(order.lastIndexOf('DescribeAgent'));
    expect(order.lastIndexOf('SendCommand')).toBeGreaterThan(closed);
    expect(notesOf(bench)).toContain('confirmed');
    expect(waysBack(bench)).toEqual([]);
    expect(stateOf(bench)).toBe('finalized');
    expect(outputs).toMatchObject({
      state: 'finalized',
      deleted: '4',
      export: `s3://${EVIDENCE}/${KEY}`,
      sha256: createHash('sha256').update(kept(bench)).digest('hex'),
    });
    expect(summary).toContain('deleted');
  });

  test('the export says what they were', () => {
    const data = JSON.parse(kept(bench)) as {
      readonly resources: readonly { readonly kind: string; readonly told: object }[];
      readonly executions: readonly unknown[];
    };
    expect(data).toMatchObject({ format: 1, runbook: 'image-archive', run: '42' });
    expect(data.resources.map(({ kind }) => kind)).toEqual([
      'task',
      'source',
      'destination',
      'agent',
    ]);
    expect(data.resources.map(({ told }) => told)).toMatchObject([
      { Name: 'nfs-to-s3', Options: { TransferMode: 'CHANGED' }, Status: 'AVAILABLE' },
      { LocationUri: 'nfs://nfs-server.example.internal/export/data/' },
      { S3Config: { BucketAccessRoleArn: 'arn:aws:iam::111122223333:role/datasync-to-s3' } },
      { Name: 'nfs-agent', CreationTime: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
    ]);
    expect(data.executions).toHaveLength(1);
  });

  test('again, also weeks later: there is nothing left to delete', async () => {
    await pass(bench, 20);
    const before = changes(bench).length;
    const { code, outputs, record } = await finalize(bench);
    expect([code, outputs.state, outputs.deleted]).toEqual([0, 'finalized', '0']);
    expect(record?.says).toBe('There was nothing left to delete: an earlier try has done it.');
    expect(changes(bench)).toHaveLength(before);
    const check = await finalize(bench, { 'only-check': 'true' });
    expect([check.code, check.outputs.state]).toEqual([0, 'finalized']);
  });
});

test('without delete-agent the agent stays, and is in the export', async () => {
  await using bench = await openConfirmed();
  const { code, outputs, summary } = await finalize(bench);
  expect([code, outputs.deleted]).toEqual([0, '3']);
  expect(deletions(bench).join()).not.toContain('Agent');
  expect(kept(bench)).toContain(AGENT);
  expect(summary).toContain('stays (finalize.delete-agent is false)');
  expect((await finalize(bench)).outputs).toMatchObject({ state: 'finalized', deleted: '0' });
});

test('killed after each of its calls and run again, everything is gone and the export is the first one', async () => {
  let kills = 0;
  for (let calls = 1; ; calls += calls < 4 ? 1 : 3) {
    await using bench = await openConfirmed({ text: WITH_AGENT });
    const first = await finalize(bench, {}, { killAfterCalls: calls });
    if (first.code !== undefined) {
      expect(first.code).toBe(0);
      break;
    }
    kills += 1;
    const before = bench.lab.store.get(EVIDENCE, KEY)?.sha256;
    await pass(bench, 1);
    const { code, stdout } = await finalize(bench);
    expect([calls, code, code === 0 ? '' : stdout]).toEqual([calls, 0, '']);
    expect(deletions(bench).map((one) => one.split(' ')[0])).toEqual([
      'DeleteTask',
      'DeleteLocation',
      'DeleteLocation',
      'DeleteAgent',
    ]);
    if (before !== undefined) expect(bench.lab.store.get(EVIDENCE, KEY)?.sha256).toBe(before);
  }
  expect(kills).toBeGreaterThan(8);
}, 600_000);

test('a deletion that fails says what is gone and what is left; a re-run ends it', async () => {
  await using bench = await openConfirmed({ text: WITH_AGENT });
  const allow = bench.lab.deny(
    'datasync:DeleteLocation',
    `arn:aws:datasync:us-west-2:111122223333:${DESTINATION}`,
  );
  const { code, outputs, stdout, record } = await finalize(bench);
  expect([code, outputs.state, outputs.deleted, outputs.error]).toEqual([
    30,
    'half-way',
    '2',
    'aws-denied',
  ]);
  expect(stdout).toMatch(
    new RegExp(
      `gone: task \\S+${TASK}, source location \\S+${SOURCE}; left: destination location \\S+${DESTINATION}, agent \\S+${AGENT}`,
    ),
  );
  expect(record?.facts).toContainEqual({
    name: 'Destination location',
    value: `still there: arn:aws:datasync:us-west-2:111122223333:${DESTINATION}`,
  });
  allow();
  const again = await finalize(bench);
  expect([again.code, again.outputs.state, again.outputs.deleted]).toEqual([0, 'finalized', '2']);
});

test('a role that may not send what forgets the way back ends the migration all the same; a re-run forgets it', async () => {
  await using bench = await openConfirmed({ text: WITH_AGENT });
  const allow = bench.lab.deny('ssm:SendCommand', 'nfs-cutover-raise-epoch');
  const first = await finalize(bench);
  expect([first.code, first.outputs.state, first.outputs.deleted]).toEqual([0, 'finalized', '4']);
  expect(stateOf(bench)).toBe('finalized');
  expect(first.record?.warnings).toEqual([
    expect.stringMatching(/^The migration is over, but the script .* start this workflow again/),
  ]);
  expect(waysBack(bench)).not.toEqual([]);
  const look = await finalize(bench, { 'only-check': 'true' });
  expect([look.outputs.state, look.record?.says]).toEqual([
    'ready',
    expect.stringMatching(
      /^Nothing is in the way. Finalize would remove the way back by hand from i-\w+\.$/,
    ),
  ]);
  allow();
  const again = await finalize(bench);
  expect([again.code, again.outputs.state, again.record?.warnings]).toEqual([0, 'finalized', []]);
  expect(waysBack(bench)).toEqual([]);
  const over = await finalize(bench, { 'only-check': 'true' });
  expect(over.outputs.state).toBe('finalized');
});
