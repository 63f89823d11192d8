// The two sessions of a job: what the plan calls is allowed by the policy of the one that calls it, and the workflows have it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { changingPolicy, lastingPolicy } from '../../../src/aws/session-policies.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import type { Call } from '../../../src/plan/operation.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { withFinalize } from '../../actions/confirmed-world.ts';
import { allows } from '../iam.ts';
import type { Statement } from '../iam.ts';
import { permissionsOf } from '../permissions.ts';
import { ACCOUNT } from '../roles.ts';

const FILE = 'runbooks/image-archive.yml';
/** All that changes something: a report, extras that are removed, and the end with its agents. */
const RUNBOOK = withFinalize('{delete-agent: true}')
  .replace(
    'timeout: 5h',
    `timeout: 5h\n  report: {role: "arn:aws:iam::${ACCOUNT}:role/nfs-cutover-image-archive-report", level: all}`,
  )
  .replace('extras: fail', 'extras: remove\n  remove-limit: 5');

const statements = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;
const POLICIES = { lasting: statements(lastingPolicy()), changing: statements(changingPolicy()) };

/** What is called, by the name of the operation, with what it asks for. */
const asked = new Map<string, string[]>();
for (const { service, operation, region, parameters } of planned())
  if (service !== 'github' && operation !== 'GetCallerIdentity') {
    const input = parameters as Readonly<Record<string, unknown>>;
    const call = { service, operation, region, input, resource: 'arn:aws:any' };
    const actions = permissionsOf(call, ACCOUNT).map(({ action }) => action);
    asked.set(`${service}:${operation}`, actions);
  }

function planned(): readonly Call[] {
  const loaded = parseRunbook(RUNBOOK, FILE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { runbook } = loaded;
  return (['cutover', 'finalize'] as const)
    .flatMap((until) => planOf(runbook, until).jobs.flatMap(({ operations }) => operations))
    .flatMap((one) => {
      if (one.kind === 'call') return [one.call];
      if (one.kind === 'wait') return one.wait.polled === undefined ? [] : [one.wait.polled];
      if (one.kind === 'gate') return [];
      const { pin, send, wait, cancel } = one;
      return [...pin, send, wait.polled, ...(cancel === undefined ? [] : [cancel])];
    });
}

const may = (session: keyof typeof POLICIES, actions: readonly string[]): boolean =>
  actions.every((action) => allows(POLICIES[session], { action, resource: 'arn:aws:any' }));

/** Calls that only the session of 900 seconds may make. */
const CHANGES = [
  'datasync:CancelTaskExecution',
  'datasync:DeleteAgent',
  'datasync:DeleteLocation',
  'datasync:DeleteTask',
  'datasync:StartTaskExecution',
  'datasync:TagResource',
  'datasync:UntagResource',
  'datasync:UpdateTask',
  's3:DeleteObject',
  'storagegateway:UpdateNFSFileShare',
];

test('the plan shows calls of both kinds', () => {
  expect(asked.size).toBeGreaterThan(30);
  expect([...asked.keys()].filter((call) => CHANGES.includes(call)).sort()).toEqual(CHANGES);
});

test('every call of the plan is allowed to the session that makes it', () => {
  const refused = [...asked].filter(
    ([call, actions]) => !may(CHANGES.includes(call) ? 'changing' : 'lasting', actions),
  );
  expect(refused).toEqual([]);
});

test('the long session may make none that changes something, the short one nothing else but what a delete reads', () => {
  const long = [...asked].filter(
    ([call, actions]) => CHANGES.includes(call) && may('lasting', actions),
  );
  expect(long).toEqual([]);
  const short = [...asked].filter(
    ([call, actions]) => !CHANGES.includes(call) && may('changing', actions),
  );
  expect(short.map(([call]) => call).sort()).toEqual(['s3:GetObject', 's3:HeadObject']);
});

test('STS takes both: they have at most 2,048 characters', () => {
  for (const policy of [lastingPolicy(), changingPolicy()])
    expect(policy.length).toBeLessThanOrEqual(2048);
});

interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}
/** The actions that change something with the short session. */
const CHANGERS = [
  ...['run-datasync', 'remove-extras', 'finalize', 'settle-written'],
  ...['freeze-source', 'list-written'],
].map((action) => `./actions/${action}`);

describe.each(['cutover', 'finalize', 'rollback'])('%s.yml', (name) => {
  const workflow = parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8')) as {
    readonly env?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const jobs = Object.values(workflow.jobs);

  test('has the policy of the long session, and every session of a job has it', () => {
    const text = workflow.env?.SESSION_POLICY ?? '';
    expect(JSON.parse(text)).toEqual(JSON.parse(lastingPolicy()));
    expect(text.length).toBeLessThanOrEqual(2048);
    const taken = jobs
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    expect(taken.length).toBeGreaterThan(1);
    for (const step of taken)
      expect(step.with?.['inline-session-policy']).toBe('${{ env.SESSION_POLICY }}');
  });

  test('tells the role to the jobs whose actions take a short session', () => {
    const changing = jobs.filter(({ steps }) =>
      steps.some(
        ({ uses = '', with: given }) =>
          CHANGERS.includes(uses) && given?.['only-check'] === undefined,
      ),
    );
    expect(changing.length).toBeGreaterThan(0);
    for (const job of changing) expect(job.env?.AWS_ROLE_ARN).toBe('${{ vars.AWS_ROLE_ARN }}');
  });
});
