// Task reports as the lab's DataSync writes them, through the real client.
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { StartTaskExecutionCommandInput } from '@aws-sdk/client-datasync';
import { follow, look, open, source, start } from './datasync-lab.ts';
import type { TestLab } from './datasync-lab.ts';

const EVIDENCE = 'image-archive-evidence-111122223333';
const asked = (
  ReportLevel: 'ERRORS_ONLY' | 'SUCCESSES_AND_ERRORS',
): Partial<StartTaskExecutionCommandInput> => ({
  TaskReportConfig: {
    Destination: {
      S3: {
        S3BucketArn: `arn:aws:s3:::${EVIDENCE}`,
        BucketAccessRoleArn: 'arn:aws:iam::111122223333:role/report',
        Subdirectory: 'reports/1',
      },
    },
    OutputType: 'STANDARD',
    ReportLevel,
  },
});
const keys = (lab: TestLab): string[] => [...lab.store.keys(EVIDENCE, 'reports/')];
const read = (lab: TestLab, part: string): Record<string, unknown> => {
  const key = keys(lab).find((one) => one.includes(part)) ?? '';
  return JSON.parse(lab.store.bytes(EVIDENCE, key).toString()) as Record<string, unknown>;
};

test('all: PENDING after the end, then a summary and a list for each kind', async () => {
  await using lab = await open();
  writeFileSync(source(lab, 'images/new "one".jpg'), 'x');
  const config = asked('SUCCESSES_AND_ERRORS');
  const arn = await start(lab, config);
  const { end } = await follow(lab, arn);
  expect(end).toMatchObject({ ...config, ReportResult: { Status: 'PENDING' } });
  expect(keys(lab)).toEqual([]);
  await lab.me.sleep(20_000);
  expect((await look(lab, arn)).ReportResult).toEqual({ Status: 'SUCCESS' });
  const [task, id] = [/task-[0-9a-f]+/, /exec-[0-9a-f]+/].map((one) => one.exec(arn)?.[0] ?? '');
  const lists = keys(lab).filter((key) => key.startsWith('reports/1/Detailed-Reports/'));
  expect(lists.map((key) => key.replace(/-[0-9a-f]{17}\.json$/, ''))).toEqual(
    ['skipped', 'transferred', 'verified'].map(
      (list) => `reports/1/Detailed-Reports/${task}/${id}/${id}.files-${list}-v1-00001`,
    ),
  );
  expect(read(lab, 'Summary-Reports')).toMatchObject({ TaskExecutionId: id });
  expect(read(lab, 'files-transferred')).toMatchObject({
    TaskExecutionId: id,
    Transferred: [
      { RelativePath: '/images', SrcMetadata: { Type: 'Directory' }, TransferStatus: 'SUCCESS' },
      { RelativePath: '/images/new "one".jpg', TransferStatus: 'SUCCESS' },
    ],
  });
});

test('errors only: without errors the summary alone', async () => {
  await using lab = await open();
  await follow(lab, await start(lab, asked('ERRORS_ONLY')));
  await lab.me.sleep(20_000);
  expect(keys(lab).map((key) => key.split('/')[2])).toEqual(['Summary-Reports']);
});

test('one that cannot be written ends in ERROR; without one there is no result', async () => {
  await using lab = await open({ report: { is: 'failed' } });
  const arn = await start(lab, asked('ERRORS_ONLY'));
  await follow(lab, arn);
  await lab.me.sleep(20_000);
  expect((await look(lab, arn)).ReportResult).toMatchObject({
    Status: 'ERROR',
    ErrorCode: 'AccessDenied',
  });
  expect(keys(lab)).toEqual([]);
  const plain = await start(lab, { TaskReportConfig: {} });
  const { end } = await follow(lab, plain);
  expect([end.TaskReportConfig, end.ReportResult]).toEqual([undefined, undefined]);
});

test.each([
  ['BASIC', { SrcMetadata: {}, FailureCode: 22, FailureReason: 'the name is not valid UTF-8' }],
  [
    'ENHANCED',
    {
      SourceMetadata: {},
      ErrorCode: 'thenameisnotvalidUTF-8',
      ErrorDetail: 'the name is not valid UTF-8',
    },
  ],
] as const)('a failure in %s mode has its own members', async (mode, members) => {
  await using lab = await open(mode === 'ENHANCED' ? { task: { mode } } : {});
  const folder = Buffer.from(source(lab, 'images/'));
  writeFileSync(Buffer.concat([folder, Buffer.from([0xff])]), 'x');
  await follow(lab, await start(lab, asked('ERRORS_ONLY')));
  await lab.me.sleep(20_000);
  expect(read(lab, 'files-transferred').Transferred).toEqual([
    expect.objectContaining({ TransferStatus: 'FAILED' }),
  ]);
  expect((read(lab, 'files-transferred').Transferred as unknown[])[0]).toMatchObject(members);
});
