// The plan: what will be done, in which order, and how it is told to those who approve it.
import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../src/runbook/operations.ts';
import { operations, type Until } from '../../src/runbook/plan.ts';
import { planMarkdown } from '../../src/runbook/plan-markdown.ts';
import { changed, load, sound } from './image-archive.ts';

const runbook = load(sound);
const plan = (until: Until): Operation[] => operations(runbook, { run: '42', until });
const steps = (list: readonly Operation[]): string[] =>
  list.map(({ job, step }) => `${job}: ${step}`);

describe('operations', () => {
  test('of a plan only read', () => {
    expect(steps(plan('plan'))).toEqual(['plan: plan', 'report: report']);
    expect(plan('plan').some(({ changes }) => changes !== undefined)).toBe(false);
  });

  test('of a proof end with the removal of the canary, and need no gate', () => {
    expect(steps(plan('proof'))).toEqual([
      'plan: plan',
      'sync: create-test-file',
      'sync: run-datasync',
      'verify: verify-s3',
      'verify: verify-s3',
      'refresh: check-listing',
      'refresh: refresh-cache',
      'refresh: check-listing',
      'refresh: refresh-cache',
      'refresh: check-listing',
      'report: create-test-file',
      'report: report',
    ]);
    expect(plan('proof').every(({ gate }) => gate === undefined)).toBe(true);
  });

  test('of a cutover freeze before the last delta and switch after it, all behind the gate', () => {
    const cutover = plan('cutover').filter(({ gate }) => gate === 'cutover');
    expect(steps(cutover)).toEqual([
      'cutover: freeze-source',
      'cutover: run-datasync',
      'cutover: verify-s3',
      'cutover: verify-s3',
      'cutover: refresh-cache',
      'cutover: check-listing',
      'cutover: check-listing',
      'cutover: switch-mount',
    ]);
  });

  test('remove both files of the run, whoever approved what', () => {
    const removals = plan('cutover').filter(({ job }) => job === 'report');
    expect(removals.map(({ calls }) => calls[0]?.parameters.target)).toEqual([
      'new-image-42.jpg',
      'new-image2-42.jpg',
      undefined,
    ]);
    expect(removals.every(({ gate }) => gate === undefined)).toBe(true);
  });

  test('end with the way back, which no gate holds up', () => {
    const back = plan('cutover').filter(({ when }) => when === 'way-back');
    expect(back.map(({ step }) => step)).toEqual(['switch-mount', 'freeze-source']);
    expect(back.every(({ gate }) => gate === undefined)).toBe(true);
  });

  test('have one sign-off per further gate, in the order of the runbook', () => {
    const signed = load(
      changed('cutover: cutover', 'cutover: cutover\n  sign-off: [owner, business]'),
    );
    const gates = operations(signed, { run: '42', until: 'cutover' })
      .map(({ gate }) => gate)
      .filter((gate, i, all) => gate !== undefined && gate !== all[i - 1]);
    expect(gates).toEqual(['owner', 'business', 'cutover']);
  });

  test('call each service in its own Region', () => {
    for (const { service, region } of plan('cutover').flatMap(({ calls }) => calls))
      expect(region).toBe(service === 'ssm' ? 'eu-central-1' : 'us-west-2');
  });

  test("name the run's own files, keys with their prefix, and the runbook's deadlines", () => {
    const nested = load(
      changed('to: new-image.jpg', 'to: images/new-image.jpg').replace(
        'bucket:\n',
        'bucket:\n  prefix: archive\n',
      ),
    );
    const list = operations(nested, { run: '42', until: 'proof' });
    const of = (step: string): Operation | undefined => list.find((one) => one.step === step);
    expect(of('create-test-file')?.calls[0]?.parameters.target).toBe('images/new-image-42.jpg');
    expect(of('verify-s3')?.calls[0]?.parameters.key).toBe('archive/images/new-image-42.jpg');
    expect(of('refresh-cache')?.calls[0]?.parameters.folders).toBe('images');
    expect(of('refresh-cache')?.wait?.deadlineMs).toBe(30 * 60_000);
    expect(of('run-datasync')?.wait?.deadlineMs).toBe(6 * 3_600_000);
  });
});

describe('the Markdown', () => {
  const rows = (markdown: string): string[] =>
    markdown.split('\n').filter((line) => line.startsWith('|'));

  test('has one row per operation, one per approval, and a picture', () => {
    const list = plan('cutover');
    const markdown = planMarkdown(runbook, list);
    expect(rows(markdown).filter((row) => /^\| \d+ \|/.test(row))).toHaveLength(list.length);
    expect(rows(markdown).filter((row) => row.startsWith('| 🔒 |'))).toHaveLength(1);
    expect(markdown).toContain('flowchart LR');
    expect(markdown).toContain('gate4{{"approval: cutover"}}');
    expect(markdown).toContain('within 6 h');
  });

  test('has no way back where nothing is switched', () => {
    expect(planMarkdown(runbook, plan('proof'))).not.toContain('way back');
  });

  test('shows hostile names as they are, and as nothing else', () => {
    const name = 'a|b`c</td><script>*x* [l](u) \\ $(id).jpg';
    const hostile = load(changed('to: new-image.jpg', `to: ${JSON.stringify(name)}`));
    const list = operations(hostile, { run: '42', until: 'cutover' });
    const markdown = planMarkdown(hostile, list);
    expect(markdown).not.toContain('<script>');
    expect(markdown).not.toContain('](u)');
    const columns = rows(markdown)
      .filter((row) => /^\| \d+ \|/.test(row))
      .map((row) => row.split('|').length);
    expect(new Set(columns)).toEqual(new Set([6]));
  });
});
