// The plan is true: the steps of a run really call what was planned, no call more and none less.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { CALM, loadScenario } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import type { Until } from '../../src/plan/plan.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';
import { disagreement, plannedFor } from './planned-calls.ts';

/** All that can be otherwise: names that need care, servers, a prefix, folders, options, gates, calibration, extras, every file read. */
const OTHER = WORKSHOP.replace('name: image-archive', 'name: home-folders')
  .replace('    - i-0a1b2c3d4e5f60718', '    - i-0a1b2c3d4e5f60718\n    - mi-0123456789abcdef0')
  .replace('mount: /mnt/data', 'mount: /srv/home {run} folders')
  .replace(
    'name: image-archive-111122223333',
    'name: home-folders-111122223333\n  prefix: home/{key}/',
  )
  .replace(
    'timeout: 5h',
    'timeout: 5h\n  options: {VerifyMode: POINT_IN_TIME_CONSISTENT, BytesPerSecond: 100MiB}\n  report: {role: "arn:aws:iam::111122223333:role/nfs-cutover-home-folders-report", level: all}',
  )
  .replace('timeout: 30m', 'timeout: 30m\n  folders: [images]')
  .replace('sample: 300', 'sample: all')
  .replace('extras: fail', 'extras: remove\n  remove-limit: 5\n  calibrate: true\n  listers: 2')
  .replace('to: new-image.jpg', 'to: images/new-image.jpg')
  .replace('cutover: cutover', 'cutover: go-live\n  sign-off: [storage, application]')
  .replace('  ticket: ^CHG', '  calendar: production-changes\n  issue: true\n  ticket: ^CHG');

/** A cutover takes half a minute of a machine of its own. */
const CUTOVER_MS = 300_000;

/** What the calm cutovers of this file have called, by runbook. */
const calm = new Map<string, readonly MadeStep[]>();

const checkout = new Checkout({ 'image-archive': WORKSHOP, 'home-folders': OTHER });
afterAll(() => {
  checkout[Symbol.dispose]();
});

interface MadeStep {
  readonly job: string;
  readonly step: string;
  readonly calls: readonly CallEntry[];
  readonly whole: boolean;
}

/** Something to remove, and another share to look at. */
const OTHER_FAULTS: Faults = {
  others: { share: { type: 'NFS', location: 'arn:aws:s3:::another-bucket/' } },
};

function putExtra({ store }: Lab): void {
  store.put('home-folders-111122223333', 'home/{key}/images/gone.jpg', Buffer.from('x'), {});
}

/** Runs the workflow and gathers what each step of an action of ours called. */
async function cutover(
  name: string,
  scenario: string | undefined,
  until: Until = 'cutover',
): Promise<MadeStep[]> {
  const other = name === 'home-folders';
  await using lab = await startLab({
    runbook: checkout.runbook(name),
    scenario:
      scenario === undefined
        ? { ...CALM, faults: other ? OTHER_FAULTS : {} }
        : loadScenario(scenario),
  });
  if (other) putExtra(lab);
  const steps: { job: string; step: string; from: number; whole: boolean }[] = [];
  await checkout.cutover(lab, {
    ...{ name, until },
    on: (event: RunEvent) => {
      if (event.kind !== 'step' || event.role !== 'own') return;
      const { job, step } = event;
      if (event.phase === 'begins')
        steps.push({ job: job.job, step, from: lab.calls.length, whole: false });
      else {
        // A step that is skipped ends without having begun.
        const begun = steps.find((one) => one.job === job.job && one.step === step);
        if (begun !== undefined) begun.whole = event.outcome === 'success';
      }
    },
  });
  return steps.map(({ from, ...step }, i) => ({
    ...step,
    calls: lab.calls.slice(from, steps[i + 1]?.from).filter(isOfTheStep),
  }));
}

/** Servers call S3, too: they put parts of manifests by the URLs of a planned document, and do nothing else. */
function isOfTheStep({ presigned, operation, input }: CallEntry): boolean {
  // Sessions are opened when a call needs one, and by the step before that takes the role.
  if (operation === 'AssumeRoleWithWebIdentity') return false;
  if (presigned !== true) return true;
  if (operation === 'PutObject' && String(input?.Key).startsWith('uploads/')) return false;
  throw new Error(`a server has called ${operation} on ${String(input?.Key)}`);
}

function planned(name: string, until: Until = 'cutover'): readonly Operation[] {
  const text = readFileSync(checkout.runbook(name), 'utf8');
  const loaded = parseRunbook(text, `runbooks/${name}.yml`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return planOf(loaded.runbook, until).jobs.flatMap(({ operations }) => operations);
}

const wrong = (name: string, steps: readonly MadeStep[], until?: Until): string[] => {
  const operations = planned(name, until);
  return steps.flatMap(({ job, step, calls, whole }) => {
    const found = disagreement(plannedFor(operations, job, step), calls, whole);
    return found === undefined ? [] : [`${job}/${step}: ${found}`];
  });
};

const undone = (name: string, steps: readonly MadeStep[]): string[] =>
  planned(name)
    .filter(({ kind, only }) => kind !== 'gate' && only === undefined)
    .filter(({ job, step }) => !steps.some((made) => made.job === job && made.step === step))
    .map(({ job, step, what }) => `${job}/${step}: ${what}`);

describe.each(['image-archive', 'home-folders'])('the cutover of %s as it should go', (name) => {
  let steps: readonly MadeStep[];
  beforeAll(async () => {
    steps = await cutover(name, undefined);
    calm.set(name, steps);
  }, CUTOVER_MS);

  test('calls what is planned, in its order', () => {
    expect(steps.flatMap(({ calls }) => calls).length).toBeGreaterThan(300);
    expect(wrong(name, steps)).toEqual([]);
  });

  test('does all that is planned for every run', () => {
    expect(undone(name, steps)).toEqual([]);
  });
});

test.each(['confirm-fails', 'lost-runner'])(
  '%s: nothing is called that is not planned, in the rollback neither',
  async (scenario) => {
    const steps = await cutover('image-archive', scenario);
    const back = steps.filter(({ step, calls }) => step === 'go-back' && calls.length > 0);
    expect(back.map(({ job }) => job)).toContain(
      scenario === 'lost-runner' ? 'rollback' : 'cutover',
    );
    expect(wrong('image-archive', steps)).toEqual([]);
  },
  CUTOVER_MS,
);

test(
  'a run until plan looks at everything, and calls nothing else',
  async () => {
    const steps = await cutover('home-folders', undefined, 'plan');
    const calling = steps.filter(({ calls }) => calls.length > 0);
    expect(calling.map(({ step, whole }) => [step, whole])).toEqual([['preflight', true]]);
    expect(wrong('home-folders', steps, 'plan')).toEqual([]);
  },
  CUTOVER_MS,
);

describe('a plan that is wrong is found out', () => {
  const delta = (operations: readonly Operation[]): string | undefined => {
    const made = calm.get('image-archive')?.find(({ step }) => step === 'delta');
    return disagreement(operations, made?.calls ?? [], true);
  };
  const right = (): Operation[] => plannedFor(planned('image-archive'), 'sync', 'delta');

  test('which it is not as it stands', () => {
    expect(delta(right())).toBeUndefined();
  });

  test('by a call that is missing in it', () => {
    const start = right().filter(
      (one) => one.kind !== 'call' || one.call.operation !== 'StartTaskExecution',
    );
    expect(delta(start)).toContain('is not planned here: datasync StartTaskExecution');
  });

  test('by a call that never comes', () => {
    const [, read] = right();
    expect(delta([...right(), ...(read ? [read] : [])])).toContain(
      'did not occur: find the newest entry',
    );
  });

  test('by a parameter with another value', () => {
    const other = JSON.parse(
      JSON.stringify(right()).replace('"/etc/fstab"', '"/etc/mtab"'),
    ) as Operation[];
    expect(delta(other)).toContain('is not planned here: ssm SendCommand');
  });

  test('by a call that could be two operations', () => {
    const twice = right().flatMap((one) =>
      one.kind === 'call' && one.call.operation === 'ListTagsForResource'
        ? [one, { ...one, only: 'it is the same again' }]
        : [one],
    );
    expect(delta(twice)).toContain('is more than one operation: datasync ListTagsForResource');
  });
});
