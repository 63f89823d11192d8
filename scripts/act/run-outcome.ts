// What is compared of a run in any runner: how each job and step ended, the jobs' outputs, what became of the world.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../lab/lab.ts';
import type { Scenario } from '../../lab/faults/scenario.ts';

export const RUNBOOK = 'runbooks/image-archive.yml';
export const WORKFLOW = '.github/workflows/cutover.yml';
export const INPUTS = {
  runbook: RUNBOOK,
  'change-ticket': 'CHG0000001',
  reason: 'the same cutover twice',
  until: 'cutover',
};
/** The run's id, which act does not let anyone choose. */
export const RUN_ID = '1';

export interface RunRequest {
  /** A checkout of the repository. */
  readonly workspace: string;
  readonly scenario: Scenario;
}

export interface RunOutcome {
  readonly jobs: Readonly<Record<string, JobEnd>>;
  readonly world: World;
}

export interface JobEnd {
  readonly result: string;
  /** `name: result` of each step that ran, in order. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface World {
  /** `key etag` of every object. */
  readonly objects: readonly string[];
  readonly served: 'source' | 'gateway' | 'nothing';
  /** Every kind of call that was answered. */
  readonly calls: readonly string[];
}

/** Lab time in which the gateway brings to the bucket what was written and removed last. */
const SETTLED_MS = 120_000;

/** What a lab has become, some time after the run. */
export async function worldOf(lab: Lab): Promise<World> {
  await new Promise<void>((resolve) => {
    lab.context.clock.after(SETTLED_MS, resolve);
  });
  const { world } = lab.context;
  const { bucket, application, source } = world.names;
  const mount = realpathSync(join(world.server(application.servers[0] ?? ''), source.mount));
  const calls = lab.calls
    .filter(({ error, service }) => error === undefined && service !== 'sts')
    .map(({ service, operation }) => `${service}:${operation}`);
  return {
    objects: [...lab.store.keys(bucket.name)].map(
      (key) => `${key} ${lab.store.get(bucket.name, key)?.etag ?? ''}`,
    ),
    served:
      mount === realpathSync(world.source)
        ? 'source'
        : mount === realpathSync(world.gateway)
          ? 'gateway'
          : 'nothing',
    calls: [...new Set(calls)].sort(),
  };
}

/** Ids, times and digests of them, which no two runs share: only that there is one is compared. */
const OWN_EACH_RUN =
  /^(execution-arn|began|proof|proven-at|seconds|share-seconds|forecast-seconds)$/;

/** Everything in which two runs differ, one line each. */
export function differences(ours: RunOutcome, theirs: RunOutcome): readonly string[] {
  const jobs = [...new Set([...Object.keys(ours.jobs), ...Object.keys(theirs.jobs)])];
  return [
    ...jobs.flatMap((job) => inJob(job, ours.jobs[job] ?? SKIPPED, theirs.jobs[job] ?? SKIPPED)),
    ...(['objects', 'served', 'calls'] as const).flatMap((what) =>
      differ(what, ours.world[what], theirs.world[what]),
    ),
  ];
}

const SKIPPED: JobEnd = { result: 'skipped', steps: [], outputs: {} };

function inJob(job: string, ours: JobEnd, theirs: JobEnd): readonly string[] {
  const names = [...new Set([...Object.keys(ours.outputs), ...Object.keys(theirs.outputs)])];
  return [
    ...differ(`${job}: result`, ours.result, theirs.result),
    ...differ(`${job}: steps`, ours.steps, theirs.steps),
    ...names.flatMap((name) => {
      const [a = '', b = ''] = [ours.outputs[name], theirs.outputs[name]];
      // The digest of a report covers its times, that of the question the time of the proof; the plan's covers none.
      const own = OWN_EACH_RUN.test(name) || (job !== 'plan' && name === 'digest');
      return own
        ? differ(`${job}: output ${name} is there`, String(a !== ''), String(b !== ''))
        : differ(`${job}: output ${name}`, a, b);
    }),
  ];
}

function differ(
  what: string,
  ours: string | readonly string[],
  theirs: string | readonly string[],
): readonly string[] {
  const [a, b] = [[ours].flat(), [theirs].flat()];
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const only = (these: readonly string[], others: readonly string[]): string =>
    these.filter((one) => !others.includes(one)).join(', ') || '(the same in another order)';
  return [`${what}: in the lab ${only(a, b)}; in act ${only(b, a)}`];
}
