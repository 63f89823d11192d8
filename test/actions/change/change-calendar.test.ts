// The change calendar where it counts: behind the gate, before the freeze, and before the switch. What goes back never asks it.
import { expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { WORKSHOP } from '../../workshop.ts';
import { openBench } from '../action-process.ts';
import type { Bench } from '../action-process.ts';

const NAME = 'production-changes';
const withCalendar = (name: string): string =>
  WORKSHOP.replace('  ticket: ^CHG', `  calendar: ${name}\n  ticket: ^CHG`);

type Closed = NonNullable<Faults['calendar']>['closed'];

const open = (closed: Closed, name = NAME, more: Faults = {}): Promise<Bench> =>
  openBench({
    runbook: withCalendar(name),
    scenario: { ...CALM, faults: { calendar: { name: NAME, closed }, ...more } },
  });

const sent = ({ lab }: Bench): string[] =>
  lab.calls.flatMap(({ operation, input }) =>
    operation === 'SendCommand' ? [String(input?.DocumentName)] : [],
  );

const asked = ({ lab }: Bench): number =>
  lab.calls.filter(({ operation }) => operation === 'GetCalendarState').length;

test.each<[string, Closed, string, RegExp]>([
  ['closed', [[-60, 600]], NAME, /window-closed: .*expected OPEN now, .*, got CLOSED until/],
  [
    'that closes too soon',
    [[20, 600]],
    NAME,
    /window-closed: .*and for 30 min more .*, got OPEN until/,
  ],
  [
    'that does not exist',
    [],
    'no-such-calendar',
    /aws-not-found: the change calendar no-such-calendar: .*type ChangeCalendar in eu-central-1/,
  ],
  [
    'that is a document to run',
    [],
    'nfs-cutover-list-tree',
    /aws-not-found: .*InvalidDocumentType .*correct change\.calendar/,
  ],
])('with a calendar %s nothing is frozen', async (_name, closed, name, says) => {
  await using bench = await open(closed, name);
  const refused = await bench.run({ action: 'freeze-source' });
  const { error } = refused.record ?? {};
  expect(`${error?.code ?? ''}: ${error?.message ?? ''}`).toMatch(says);
  expect(sent(bench)).toEqual([]);
});

test.each<[string, (bench: Bench) => unknown, string]>([
  ['refuses', ({ lab }) => lab.deny('ssm:GetCalendarState', ''), 'aws-denied'],
])('a service that %s is no open calendar', async (_name, before, code) => {
  await using bench = await open([]);
  before(bench);
  const refused = await bench.run({ action: 'freeze-source' });
  expect(refused.outputs.error).toBe(code);
  expect(sent(bench)).toEqual([]);
});

test('a calendar that has closed since the freeze: nothing is switched, and the way back never asks it', async () => {
  await using bench = await open([[35, 600]]);
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  const { clock } = bench.lab.context;
  await new Promise<void>((resolve) => clock.after(36 * 60_000, resolve));
  const refused = await bench.run({ action: 'switch-mount', inputs: { to: 'gateway' } });
  expect([refused.code, refused.outputs.error]).toEqual([53, 'went-back']);
  expect(refused.record?.data).toMatchObject({
    state: 'source',
    restored: [],
    failure: { code: 'window-closed' },
  });
  expect(sent(bench)).not.toContain('nfs-cutover-switch-mount');
  const before = asked(bench);
  const back = await bench.run({ action: 'switch-mount', inputs: { to: 'source' } });
  const thawed = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
  expect([back.code, thawed.code, thawed.outputs.thawed]).toEqual([0, 0, 'true']);
  expect(asked(bench)).toBe(before);
});

test('the plan tells a closed calendar, and is refused by one that is not there', async () => {
  const plan = (bench: Bench) =>
    bench.run({
      action: 'plan',
      inputs: { until: 'proof', ticket: 'CHG0000001', reason: 'test', preflight: 'only' },
    });
  await using closed = await open([[-60, 600]]);
  expect((await plan(closed)).summary).toMatch(/The change calendar can be asked.*CLOSED until/);
  await using gone = await open([], 'no-such-calendar');
  const refused = await plan(gone);
  expect(refused.outputs.error).toBe('preflight');
  expect(refused.summary).toMatch(/a name is looked up in the Region of the servers/);
});
