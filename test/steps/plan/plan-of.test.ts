// The plan: what will be done, in which order, and how those who approve it see it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Call, Operation } from '../../../src/plan/operation.ts';
import { planMarkdown } from '../../../src/plan/rendering/markdown.ts';
import type { Until } from '../../../src/plan/plan.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import { DEADLINES_MS } from '../../../src/plan/poll-intervals.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';
import { parseDuration } from '../../../src/core/values/duration.ts';
import { changed, load, sound } from '../../runbook/image-archive.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const runbook = load(sound);
const operationsOf = (of: Runbook, until: Until): Operation[] =>
  planOf(of, until).jobs.flatMap(({ operations }) => [...operations]);
const plan = (until: Until): Operation[] => operationsOf(runbook, until);
const steps = (list: readonly Operation[]): string[] => [
  ...new Set(list.map(({ job, step }) => `${job}/${step}`)),
];

function callsOf(operation: Operation): readonly Call[] {
  switch (operation.kind) {
    case 'call':
      return [operation.call];
    case 'document':
      return [...operation.pin, operation.send, operation.wait.polled];
    case 'wait':
      return operation.wait.polled === undefined ? [] : [operation.wait.polled];
    case 'gate':
      return [];
  }
}

describe('operations', () => {
  test('of a plan are its preflight, if there is a role for it, and change nothing', () => {
    expect(steps(plan('plan'))).toEqual(['plan/preflight', 'report/report']);
    expect(plan('plan').some(({ changes }) => changes !== undefined)).toBe(false);
    const looks = (until: Until) => plan(until).filter(({ job }) => job === 'plan');
    expect(looks('plan').every(({ only }) => only !== undefined)).toBe(true);
    expect(looks('proof').filter(({ only }) => only !== undefined)).toHaveLength(1);
    expect(planOf(runbook, 'proof').jobs[0]).toMatchObject({ environment: 'prepare' });
  });

  test('of the preflight ask every server, measure the speed only if the runbook asks for it, and say what that leaves', () => {
    const documents = (text: string): readonly (readonly string[])[] =>
      operationsOf(load(text), 'plan').flatMap((one) =>
        one.kind === 'document' ? [[one.document, ...one.instances, one.changes ?? '']] : [],
      );
    const inspect = ['nfs-cutover-inspect-server', 'i-0a1b2c3d4e5f60718', ''];
    const measure = ['nfs-cutover-measure-speed', 'i-0a1b2c3d4e5f60718'];
    const unmeasured = changed(/^preflight:\n( .*\n)+/m, '');
    expect(documents(unmeasured)).toEqual([inspect]);
    expect(documents(sound)).toEqual([inspect, [...measure, '']]);
    expect(documents(changed('write: false', 'write: true'))).toEqual([
      inspect,
      [...measure, expect.stringContaining('a hidden folder of its own')],
    ]);
    const two = unmeasured.replace(
      '    - i-0a1b2c3d4e5f60718',
      '    - i-0a1b2c3d4e5f60718\n    - mi-0123456789abcdef0',
    );
    expect(documents(two).map(([, ...on]) => on)).toEqual([
      ['i-0a1b2c3d4e5f60718', 'mi-0123456789abcdef0', ''],
    ]);
  });

  test('of a proof end with the removal of the canary, and need no gate', () => {
    expect(steps(plan('proof'))).toEqual([
      'plan/preflight',
      'sync/claim',
      'sync/canary',
      'sync/delta',
      'verify/verify',
      'verify/tree',
      'refresh/before',
      'refresh/refresh',
      'refresh/after',
      'refresh/refresh-share',
      'refresh/tree',
      'ask/ask',
      'ask/proven',
      'report/release',
      'report/remove-canary',
      'report/report',
    ]);
    expect(plan('proof').every(({ kind }) => kind !== 'gate')).toBe(true);
  });

  test('of a cutover stand behind the gate, in the order of the workflow', () => {
    const cutover = plan('cutover').filter(({ job }) => job === 'cutover');
    expect(steps(cutover)).toEqual([
      'cutover/environment',
      'cutover/approval',
      'cutover/claim',
      'cutover/freeze',
      'cutover/final-delta',
      'cutover/verify',
      'cutover/tree',
      'cutover/refresh',
      'cutover/check',
      'cutover/gateway-tree',
      'cutover/switch',
      'cutover/go-back',
      'cutover/thaw',
    ]);
    expect(cutover[0]).toMatchObject({ kind: 'gate', environment: 'cutover' });
  });

  test('of every rollback say under which condition they are done, and wait for no gate', () => {
    const back = plan('cutover').filter(
      ({ job, step }) => job === 'rollback' || ['go-back', 'thaw'].includes(step),
    );
    expect(back.length).toBeGreaterThan(10);
    expect(back.every(({ kind, only }) => kind !== 'gate' && only !== undefined)).toBe(true);
  });

  test('have one sign-off per further gate, in the order of the runbook', () => {
    const signed = load(
      changed('cutover: cutover', 'cutover: cutover\n  sign-off: [owner, business]'),
    );
    const gates = operationsOf(signed, 'cutover').flatMap((one) =>
      one.kind === 'gate' ? [`${one.job}: ${one.environment}`] : [],
    );
    expect(gates).toEqual(['sign-off: owner', 'sign-off: business', 'cutover: cutover']);
  });

  test('of a cutover look again only at what changed, unless the runbook wants all of it', () => {
    const again = (text: string): string[] =>
      operationsOf(load(text), 'cutover').flatMap(({ job, step, only }) =>
        job === 'cutover' && only?.includes('folders changed since') === true ? [step] : [],
      );
    expect([...new Set(again(sound))]).toEqual(['tree', 'refresh', 'gateway-tree']);
    expect(again(changed('newer-limit: 100', 'newer-limit: 100\n  recheck: full'))).toEqual([]);
  });

  test('call each service in its own Region', () => {
    const calls = plan('cutover').flatMap(callsOf);
    const elsewhere: Readonly<Record<string, string>> = {
      ...{ ssm: 'eu-central-1', sts: 'eu-central-1', github: 'github' },
    };
    for (const { service, region } of calls) expect(region).toBe(elsewhere[service] ?? 'us-west-2');
  });

  test("name the run's own files, keys with their prefix, and the runbook's deadlines", () => {
    const nested = load(
      changed('to: new-image.jpg', 'to: images/new-image.jpg').replace(
        'bucket:\n',
        'bucket:\n  prefix: archive\n',
      ),
    );
    const list = operationsOf(nested, 'proof');
    const of = (name: string): Operation | undefined =>
      list.find((one) => callsOf(one).some(({ operation }) => operation === name));
    expect(list.find(({ what }) => what.startsWith('copy'))).toMatchObject({
      parameters: { Target: 'images/new-image-{run}.jpg' },
    });
    expect(of('HeadObject')).toMatchObject({
      wait: { polled: { parameters: { Key: 'archive/images/new-image-{run}.jpg' } } },
    });
    expect(of('RefreshCache')).toMatchObject({ call: { parameters: { FolderList: ['/images'] } } });
    expect(list.find(({ what }) => what.includes('end of the refresh'))).toMatchObject({
      wait: { deadlineMs: 30 * 60_000 },
    });
    expect(list.find(({ what }) => what.includes('end of the execution'))).toMatchObject({
      wait: { deadlineMs: 5 * 3_600_000 },
    });
  });

  test('do not take a name with braces for a placeholder', () => {
    const odd = load(changed('to: new-image.jpg', 'to: "{run}.jpg"'));
    const canary = operationsOf(odd, 'proof').filter(
      ({ step, kind }) => step === 'canary' && kind === 'document',
    );
    expect(canary[1]).toMatchObject({
      parameters: { Target: '{{run}}-{run}.jpg' },
    });
    expect(planMarkdown(planOf(odd, 'proof'), { run: '42' })).toContain('{run}-42.jpg');
  });
});

test('deadlines that no runbook sets are those of the actions', () => {
  interface Inputs {
    readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  }
  const of = (action: string, input: string): number | undefined => {
    const text = readFileSync(join(ROOT, 'actions', action, 'action.yml'), 'utf8');
    return parseDuration((parse(text) as Inputs).inputs[input]?.default ?? '');
  };
  expect(DEADLINES_MS).toEqual({
    object: of('verify-s3', 'timeout'),
    listing: of('check-listing', 'timeout'),
    confirmation: of('switch-mount', 'confirm-timeout'),
    uploads: of('list-written', 'upload-timeout'),
  });
});

describe('the Markdown', () => {
  const shown = (of: Runbook, until: Until): string =>
    planMarkdown(planOf(of, until), { run: '42' });
  const rows = (markdown: string): string[] =>
    markdown.split('\n').filter((line) => /^\| \d+ \|/.test(line));

  test('has one row per operation, numbered through, and a picture with the gate', () => {
    const markdown = shown(runbook, 'cutover');
    const numbers = rows(markdown).map((row) => Number(row.split('|')[1]));
    expect(numbers).toEqual(plan('cutover').map((_, i) => i + 1));
    expect(markdown).toContain('flowchart LR');
    expect(markdown).toContain('{{"approval: cutover"}}');
    expect(markdown).toContain('| 5 h<br>');
  });

  test('shows each parameter, decoded, with what is known of this run', () => {
    const [row] = rows(shown(runbook, 'cutover')).filter((one) => one.includes('switch-mount'));
    expect(row).toContain('MountPath <code>/mnt/data</code>');
    expect(row).toContain('Run <code>42</code>');
    expect(row).toContain('DocumentHash <code><i>{document-sha256}</i></code>');
  });

  test('has no rollback where nothing is switched', () => {
    expect(shown(runbook, 'cutover')).toContain('<b>cutover#44; rollback</b>');
    expect(shown(runbook, 'proof')).not.toContain('rollback</b>');
    expect(shown(runbook, 'plan')).not.toMatch(/rollback<\/b>|failed/);
    expect(shown(runbook, 'plan')).toContain('job0["<b>plan</b><br>preflight"]');
  });

  test('shows hostile names as they are, and as nothing else', () => {
    const name = 'a|b`c</td><script>*x* [l](u) \\ $(id)"}.jpg';
    const hostile = load(changed('to: new-image.jpg', `to: ${JSON.stringify(name)}`));
    const markdown = shown(hostile, 'cutover');
    expect(markdown).not.toContain('<script>');
    expect(markdown).not.toContain('](u)');
    expect(new Set(rows(markdown).map((row) => row.split('|').length))).toEqual(new Set([7]));
  });
});
