// What a start overrides, and which verification a task's mode has.
import { describe, expect, test } from '@jest/globals';
import { overridesOf, verifyModeProblem } from '../../src/runbook/task-overrides.ts';
import type { TaskOptions } from '../../src/runbook/schema/optional-sections.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import { said } from './changes/changed-runbook.ts';
import { changed, firstMessage, load } from './image-archive.ts';

const POINT = 'POINT_IN_TIME_CONSISTENT';

test.each<[string, TaskOptions | undefined, boolean, TaskOptions]>([
  ['nothing', undefined, true, {}],
  ['other options before the freeze', { VerifyMode: 'NONE' }, false, { VerifyMode: 'NONE' }],
  ['one point in time after the freeze', { VerifyMode: POINT }, true, { VerifyMode: POINT }],
  ['one point in time before it', { VerifyMode: POINT }, false, {}],
  ['that among others', { VerifyMode: POINT, Uid: 'NONE' }, false, { Uid: 'NONE' }],
  ['REMOVE before the freeze', { PreserveDeletedFiles: 'REMOVE' }, false, {}],
  ['REMOVE after it', { PreserveDeletedFiles: 'REMOVE' }, true, {}],
])('%s, and no start deletes', (_, options, frozen, expected) => {
  expect(overridesOf({ ...(options && { options }) }, frozen)).toEqual({
    ...expected,
    PreserveDeletedFiles: 'PRESERVE',
  });
});

describe('a verification at one point in time', () => {
  test.each<[TaskOptions['VerifyMode'], string | undefined, string | undefined]>([
    [POINT, 'BASIC', undefined],
    [POINT, 'ENHANCED', 'ENHANCED mode, which verifies only the data that it transfers'],
    [POINT, 'TURBO', 'the mode TURBO'],
    [POINT, undefined, 'the mode unknown'],
    ['ONLY_FILES_TRANSFERRED', 'ENHANCED', undefined],
    [undefined, 'ENHANCED', undefined],
  ])('%s with %s', (VerifyMode, mode, got) => {
    const options = VerifyMode === undefined ? {} : { VerifyMode };
    expect(verifyModeProblem({ options }, mode)?.got).toBe(got);
  });
});

test('the plan shows it where it is set, and only there', () => {
  const runbook = load(changed('timeout: 5h', `timeout: 5h\n  options: {VerifyMode: ${POINT}}`));
  const starts = planOf(runbook, 'cutover')
    .jobs.flatMap(({ operations }) => operations)
    .flatMap((one) =>
      one.kind === 'call' && one.call.operation === 'StartTaskExecution' ? [one] : [],
    );
  expect(starts.map(({ step, call }) => [step, call.parameters.OverrideOptions])).toEqual([
    ['delta', { PreserveDeletedFiles: 'PRESERVE' }],
    ['final-delta', { VerifyMode: POINT, PreserveDeletedFiles: 'PRESERVE' }],
  ]);
});

describe("DataSync's task report", () => {
  const ROLE = 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-report';
  const text = (role: string, level = 'errors-only'): string =>
    changed('timeout: 5h', `timeout: 5h\n  report: {role: "${role}", level: ${level}}`);

  test('the plan shows what is asked for after the freeze, and what is read', () => {
    const operations = planOf(load(text(ROLE)), 'cutover').jobs.flatMap((job) => job.operations);
    const asking = operations.flatMap((one) =>
      one.kind === 'call' && one.call.parameters.TaskReportConfig !== undefined ? [one] : [],
    );
    expect(
      asking.map(({ job, step, call }) => [job, step, call.parameters.TaskReportConfig]),
    ).toEqual([
      [
        'cutover',
        'final-delta',
        {
          Destination: {
            S3: {
              S3BucketArn: 'arn:aws:s3:::image-archive-evidence-111122223333',
              Subdirectory: 'reports/{run}',
              BucketAccessRoleArn: ROLE,
            },
          },
          OutputType: 'STANDARD',
          ReportLevel: 'ERRORS_ONLY',
          ObjectVersionIds: 'NONE',
        },
      ],
    ]);
    const reading = operations.filter(
      ({ job, what }) => job !== 'report' && /report|names, to compare/.test(what),
    );
    expect(reading.map(({ job, step }) => `${job}/${step}`)).toEqual([
      // Of an execution that has failed.
      'cutover/final-delta',
      ...Array<string>(3).fill('cutover/tree'),
    ]);
  });

  test.each([
    [text('arn:aws:iam::999999999999:role/r'), "a role of the runbook's account 111122223333"],
    [text('arn:aws:iam::111122223333:user/r'), 'the ARN of a role'],
    [text(ROLE, 'summary'), 'datasync.report.level'],
    [text(ROLE).replace(', level: errors-only', ''), 'datasync.report'],
  ])('is refused where it is wrong', (wrong, message) => {
    expect(firstMessage(wrong)).toContain(message);
  });

  test('less of it is marked in a review', () => {
    const [none, some, all] = [
      changed('timeout: 5h', 'timeout: 5h  '),
      text(ROLE),
      text(ROLE, 'all'),
    ];
    expect(said(all, some)).toEqual([
      "datasync.report.level: [weaker proof] DataSync's task report falls from all to errors-only",
    ]);
    expect(said(some, none)).toContainEqual(
      "datasync.report.level: [weaker proof] DataSync's task report falls from errors-only to none",
    );
  });
});
