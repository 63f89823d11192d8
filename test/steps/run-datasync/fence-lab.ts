// A lab with the task of the workshop, the test as a step in it, and a runner that offers identity tokens.
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { startLab } from '../../../lab/lab.ts';
import type { MountedHandler } from '../../../lab/protocol/mounted.ts';
import { signToken } from '../../../lab/sts/web-identity.ts';
import { openDataSync } from '../../../src/aws/datasync/datasync.ts';
import { openTaskSettings } from '../../../src/aws/datasync/task-settings.ts';
import { openClock } from '../../../src/core/clock.ts';
import { changingSession } from '../../../src/steps/frame/changing-session.ts';
import { changingConnection, storageConnection } from '../../../src/steps/frame/context.ts';
import type { StepContext } from '../../../src/steps/frame/context.ts';
import { file as RUNBOOK, load, sound } from '../../runbook/image-archive.ts';

export const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const CLAIMS = {
  sub: 'repo:example/nfs-cutover:environment:cutover',
  environment: 'cutover',
  repository_id: '100200300',
  ref: 'refs/heads/main',
  job_workflow_ref: 'example/nfs-cutover/.github/workflows/cutover.yml@refs/heads/main',
};

/** Its environment is this process's own as long as it is open. */
export async function openFenceLab(
  options: { readonly faults?: Faults; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const environment = { ...process.env };
  const lab = await startLab({
    runbook: RUNBOOK,
    scenario: { ...CALM, faults: options.faults ?? {} },
  });
  const part = lab.participants.open('run-datasync');
  const endpoint: { answer: MountedHandler } = {
    answer: ({ query, headers }) => {
      if (headers.authorization !== 'Bearer of-the-job') return { status: 401, body: '{}' };
      const aud = query.get('audience') ?? '';
      const value = signToken({ ...CLAIMS, aud }, lab.context.clock.now());
      return { status: 200, body: JSON.stringify({ value }) };
    },
  };
  lab.onRequest('/_lab/id-tokens/', (request) => endpoint.answer(request));
  // The job's own session: a role that the tag of the fence keeps from starting the task.
  const session = { AWS_SESSION_TOKEN: 'session-of-nfs-cutover-image-archive-gate' };
  const env = {
    ...lab.env,
    ...part.env,
    ...session,
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-gate',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${lab.url}/_lab/id-tokens/?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    ...options.env,
  };
  Object.assign(process.env, lab.env, session);
  const said: string[] = [];
  const context: StepContext = {
    runbook: load(sound),
    runbookFile: 'runbooks/image-archive.yml',
    run: { id: '42', attempt: 1, job: 'cutover', stepId: 'final-delta', url: undefined },
    clock: await openClock({ ...lab.env, ...part.env }),
    signal: new AbortController().signal,
    env,
    say: (line) => {
      said.push(line);
    },
  };
  const changes = changingSession(context);
  // Each test may look at something else.
  changes.beforeRenewal(() => Promise.resolve());
  const connection = storageConnection(context);
  const changing = changingConnection(context, changes);
  return {
    lab,
    context,
    said,
    endpoint,
    session: changes,
    ports: {
      datasync: openDataSync(connection, TASK, changing),
      settings: openTaskSettings(connection, TASK, changing),
    },
    /** The calls of these operations, with the role and with whether the long session made them. */
    made: (...operations: readonly string[]) =>
      lab.calls.filter(({ operation }) => operations.includes(operation)),
    [Symbol.asyncDispose]: async () => {
      process.env = environment;
      part[Symbol.dispose]();
      await lab.close();
    },
  };
}

export type FenceLab = Awaited<ReturnType<typeof openFenceLab>>;

/** Starts the task as somebody does who is no role of the cutover. */
export async function startByHand({ lab }: FenceLab): Promise<string> {
  const connection = { region: 'us-west-2', env: {}, run: 'by-hand' };
  const credentials = () =>
    Promise.resolve({
      accessKeyId: 'AKIAFAKEOFTHELAB0000',
      secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: 'session-of-an-administrator',
      expiration: new Date(8.64e15),
    });
  const { signal } = new AbortController();
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const datasync = openDataSync({ ...connection, clock, signal, credentials }, TASK);
  return datasync.start({}, {}, undefined);
}
