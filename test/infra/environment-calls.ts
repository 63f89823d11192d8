// Every call that the jobs of an environment make: in a cutover with a late file, and in the steps that it does not
// run.
import type { CallEntry } from '../../lab/protocol/calls.ts';
import { FENCED } from '../../lab/datasync/model.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { CALM, loadScenario } from '../../lab/faults/scenario.ts';
import { openBench } from '../actions/action-process.ts';
import type { ActionRun, Bench } from '../actions/action-process.ts';
import { journalOf, writeConfirmation } from '../actions/confirmed-journal.ts';
import type { State } from '../../src/journal/states.ts';
import { Checkout } from '../workflow/checkout.ts';
import { WORKSHOP } from '../workshop.ts';
import { carried } from './powers/carried-play.ts';
import { sessionOf } from './roles.ts';
import type { ROLES } from './roles.ts';

type Environment = keyof typeof ROLES;

export interface EnvironmentCalls {
  readonly calls: readonly CallEntry[];
  /** Which action has run outside the calm cutover, with the role of which environment. */
  readonly actions: readonly { readonly environment: string; readonly action: string }[];
}

/** Each runs in a lab of its own; a call's `session` names the role that it was made with. */
export const environmentCalls = (): readonly (() => Promise<EnvironmentCalls>)[] => [
  async () => ({ calls: await calmCutover(), actions: [] }),
  ...PLAYS.map((play) => async () => ({
    calls: await callsOf(play),
    actions: play.steps.map(([environment, { action }]) => ({ environment, action })),
  })),
];

/** All calls of one play, in a lab of its own. */
export async function callsOf({
  faults = {},
  steps,
  runbook,
  before,
}: Play): Promise<readonly CallEntry[]> {
  await using bench = await openBench({
    scenario: { ...CALM, faults },
    ...(runbook !== undefined && { runbook }),
  });
  await before?.(bench.lab, bench.journal);
  for (const [environment, run] of steps) {
    const until = standingOf(bench.lab, run);
    if (until !== undefined)
      writeConfirmation(bench.lab, { text: runbook ?? WORKSHOP, run: '42', until });
    await act(bench, environment, run);
  }
  return [...bench.lab.calls];
}

/** The state of the journal at which a step begins, where it needs one. */
function standingOf(lab: Lab, { action, inputs = {} }: ActionRun): State | undefined {
  if (action === 'freeze-source' && inputs.thaw !== 'true') return 'approved';
  if (action === 'switch-mount' && inputs.to === 'gateway') return 'reproven';
  if (action === 'remove-extras') return 'resynced';
  return journalOf(lab).length === 0 ? 'prepared' : undefined;
}

/** Something changes between the proof and the freeze: else there would be nothing to look at again. */
async function calmCutover(): Promise<readonly CallEntry[]> {
  const scenario = loadScenario('late-writer');
  using checkout = new Checkout({ 'image-archive': WORKSHOP });
  const name = 'image-archive';
  await using lab = await startLab({ runbook: checkout.runbook(name), scenario });
  const { jobs } = await checkout.cutover(lab, { name });
  if (jobs.report?.outputs.outcome !== 'confirmed')
    throw new Error(`the calm cutover ended ${jobs.report?.outputs.outcome ?? 'without a report'}`);
  return [...lab.calls];
}

async function act(bench: Bench, environment: Environment, run: ActionRun): Promise<void> {
  const { code, stdout } = await bench.run({
    ...run,
    env: { ...run.env, ...workflowOf(environment, run), AWS_SESSION_TOKEN: sessionOf(environment) },
  });
  // A process that a signal has stopped on our demand ends with 41.
  if (code === undefined) throw new Error(`${run.action} in ${environment} was killed:\n${stdout}`);
}

/** Behind the gate of the rollback the list is kept as evidence of that role. */
const workflowOf = (
  environment: Environment,
  { action }: ActionRun,
): Readonly<Record<string, string>> =>
  environment === 'rollback' && action === 'list-written'
    ? {
        GITHUB_WORKFLOW_REF: 'example/cutover/.github/workflows/rollback.yml@refs/heads/main',
        GITHUB_JOB: 'rollback',
      }
    : {};

export interface Play {
  /** The text of another runbook than the workshop's. */
  readonly runbook?: string;
  readonly faults?: Faults;
  readonly before?: (lab: Lab, journal: Bench['journal']) => unknown;
  readonly steps: readonly (readonly [environment: Environment, run: ActionRun])[];
}

const stopAt = (text: string) => (stdout: string) =>
  stdout.includes(text) ? ('SIGINT' as const) : undefined;
const THERE = { file: 'images/00001.jpg', expect: 'present' };

const interrupted: Play = {
  steps: (['prepare', 'cutover'] as const).flatMap(
    (environment) =>
      [
        [
          environment,
          { action: 'run-datasync', inputs: { delta: environment }, watch: stopAt('PREPARING') },
        ],
        [
          environment,
          { action: 'check-listing', inputs: THERE, watch: stopAt('document list-path ') },
        ],
      ] as const,
  ),
};

const agentGone: Play = {
  faults: { agent: 'offline' },
  steps: [
    ['prepare', { action: 'run-datasync' }],
    ['cutover', { action: 'run-datasync' }],
  ],
};

/** What the workshop's runbook does not ask for. */
const calibrated: Play = {
  runbook: WORKSHOP.replace('newer-limit:', 'calibrate: true\n  newer-limit:'),
  steps: [['prepare', { action: 'create-test-file' }]],
};

/** What an earlier attempt has closed. */
function closeTask({ datasync, context: { world } }: Lab): void {
  const tags = { ResourceArn: world.names.datasync.task, Tags: [{ Key: FENCED, Value: '41' }] };
  const call = { service: 'datasync', operation: 'TagResource', region: world.storageRegion };
  void datasync.service.operations.TagResource?.run(tags, call);
}

/** A task that starts by a schedule, and that an earlier attempt has closed. */
const closedBefore: Play = {
  faults: { task: { schedule: 'enabled' } },
  before: closeTask,
  steps: [['cutover', { action: 'run-datasync', inputs: { frozen: 'true' } }]],
};

/** A server that cannot upload the parts of its manifest. */
const printed: Play = {
  faults: { server: { curl: 'blocked' } },
  steps: [['prepare', { action: 'verify-s3', inputs: { scope: 'tree' } }]],
};

/** A switch that is stopped before it is confirmed, as by the loss of its runner. */
const switched = [
  ['cutover', { action: 'freeze-source' }],
  [
    'cutover',
    {
      action: 'switch-mount',
      inputs: { to: 'gateway' },
      watch: stopAt('confirming with a write'),
    },
  ],
] as const;

const rollback: Play = {
  steps: [
    ...switched,
    ['cutover', { action: 'switch-mount', inputs: { to: 'source' } }],
    ['cutover', { action: 'freeze-source', inputs: { thaw: 'true' } }],
    ...switched,
    [
      'back',
      { action: 'switch-mount', inputs: { to: 'source' }, watch: stopAt('document read-mounts ') },
    ],
    ['back', { action: 'switch-mount', inputs: { to: 'source' } }],
    ['back', { action: 'freeze-source', inputs: { thaw: 'true' } }],
    ['back', { action: 'list-written' }],
    ...switched,
    [
      'rollback',
      { action: 'switch-mount', inputs: { to: 'source' }, watch: stopAt('document read-mounts ') },
    ],
    ['rollback', { action: 'switch-mount', inputs: { to: 'source', 'undo-confirmed': 'true' } }],
    ['rollback', { action: 'freeze-source', inputs: { thaw: 'true' } }],
    ['rollback', { action: 'list-written' }],
  ],
};

/** A rollback that has left files open, and a task whose schedule a freeze has switched off. */
const settled: Play = {
  faults: { share: { readOnly: true } },
  before: (lab, journal) => {
    closeTask(lab);
    const owner = { ...{ run: '41', attempt: 1, job: 'job' }, jobId: null, link: null };
    journal.reach('reproven', owner);
    journal.write('note', owner, { schedule: 'rate(1 hour)', readOnly: false });
    for (const edge of ['switch', 'undo-switch'] as const) journal.write(edge, owner);
    const written = { count: 1, digest: 'ab'.repeat(32) };
    journal.write('list', owner, { written, leaseEnd: '2026-01-01T00:00:00.000Z' });
  },
  steps: [
    [
      'rollback',
      {
        action: 'settle-written',
        inputs: { run: '41', decision: 'source', reason: 'test', ticket: 'CHG0000001' },
      },
    ],
  ],
};

/** The server that is silent in a play, beside the workshop's own. */
export const SECOND_SERVER = 'i-0a1b2c3d4e5f60717';

/** A way back with a server that is silent since the switch. */
const silent: Play = {
  runbook: WORKSHOP.replace(
    '    - i-0a1b2c3d4e5f60718\n',
    `    - i-0a1b2c3d4e5f60718\n    - ${SECOND_SERVER}\n`,
  ),
  faults: {
    happens: [{ document: 'switch-mount', phase: 'ends', server: 2, is: 'agent-silent' }],
  },
  steps: [
    ...switched,
    ['cutover', { action: 'freeze-source', inputs: { thaw: 'true' } }],
    ['back', { action: 'freeze-source', inputs: { thaw: 'true' } }],
    ['rollback', { action: 'freeze-source', inputs: { thaw: 'true' } }],
  ],
};

/** The job rollback finds it so: nobody has closed the share before. */
const silentInJobBack: Play = {
  ...silent,
  steps: [...switched, ['back', { action: 'freeze-source', inputs: { thaw: 'true' } }]],
};

const PLAYS: readonly Play[] = [
  ...[interrupted, agentGone, calibrated, printed, closedBefore, rollback, settled, carried],
  ...[silent, silentInJobBack],
];
