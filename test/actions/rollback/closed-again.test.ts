// A runner is paused with its session for changes in hand, right before it closes the share. It wakes up behind everything.
import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { silentAgent } from '../../../lab/application-server/server-folder.ts';
import { signToken } from '../../../lab/sts/web-identity.ts';
import { sessionOf } from '../../infra/roles.ts';
import { WORKSHOP } from '../../workshop.ts';
import { openBench } from '../action-process.ts';
import type { ActionRun, Bench } from '../action-process.ts';

const FIRST = 'i-0a1b2c3d4e5f60718';
const SECOND = 'i-0a1b2c3d4e5f60717';
const TWO = WORKSHOP.replace(`    - ${FIRST}\n`, `    - ${FIRST}\n    - ${SECOND}\n`);
const CUTOVER = { ...{ run: '42', attempt: 1, job: 'cutover' }, jobId: null, link: null };
const MINUTE = 60_000;
const TRIAL_MS = 240_000;

/** What GitHub gives a job of `workflow` in this environment, whose role has the same name. */
function jobOf({ lab }: Bench, environment: 'back' | 'cutover' | 'rollback', workflow: string) {
  const place = `/_lab/id-tokens/${environment}`;
  const ref = `example/nfs-cutover/.github/workflows/${workflow}@refs/heads/main`;
  const claims = {
    sub: `repo:example/nfs-cutover:environment:${environment}`,
    environment,
    repository_id: '100200300',
    ...{ ref: 'refs/heads/main', job_workflow_ref: ref },
  };
  lab.onRequest(place, ({ query }) => {
    const token = signToken(
      { ...claims, aud: query.get('audience') ?? '' },
      lab.context.clock.now(),
    );
    return { status: 200, body: JSON.stringify({ value: token }) };
  });
  return {
    AWS_SESSION_TOKEN: sessionOf(environment),
    AWS_ROLE_ARN: `arn:aws:iam::111122223333:role/${sessionOf(environment).slice('session-of-'.length)}`,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${lab.url}${place}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    GITHUB_WORKFLOW_REF: ref,
  };
}

test(
  'the share is opened only when that session has ended, whatever the report has given back',
  async () => {
    await using bench = await openBench({ runbook: TWO });
    const { journal, lab } = bench;
    const updates: [readOnly: unknown, error: string | undefined][] = [];
    const thaw: ActionRun = {
      action: 'freeze-source',
      inputs: { thaw: 'true', 'takes-over': 'true' },
    };
    const freeze = { action: 'freeze-source', env: { GITHUB_JOB: 'cutover' } };
    expect((await bench.run(freeze)).code).toBe(0);
    await lab.context.clock.sleep(3 * MINUTE);
    journal.reach('reproven', CUTOVER);
    journal.write('note', CUTOVER, { intent: 'switched' });
    const agent = silentAgent(lab.context.world, SECOND);
    writeFileSync(agent, '');

    lab.context.events.on((event) => {
      if (event.kind !== 'call' || event.operation !== 'UpdateNFSFileShare') return;
      updates.push([lab.calls.at(-1)?.input?.ReadOnly, event.error]);
    });
    let ends = 0;
    const meanwhile = async (): Promise<void> => {
      ends = lab.context.clock.now() + 15 * MINUTE;
      rmSync(agent);
      const back = jobOf(bench, 'back', 'cutover.yml');
      const rollback = await bench.run({ ...thaw, env: { ...back, GITHUB_JOB: 'rollback' } });
      expect(rollback.code).toBe(0);
      const list = { action: 'list-written', env: { ...back, GITHUB_JOB: 'list-written' } };
      expect((await bench.run(list)).code).toBe(0);
      const release = { action: 'claim-migration', inputs: { release: 'true' }, led: false };
      const given = await bench.run({ ...release, env: { GITHUB_JOB: 'report' } });
      expect(given.record?.says).toContain('no longer holds');
      const settled = await bench.run({
        action: 'settle-written',
        inputs: {
          ...{ run: '42', decision: 'source', 'although-unknown': 'true' },
          ...{ reason: 'test', ticket: 'CHG0000001' },
        },
        env: {
          ...jobOf(bench, 'rollback', 'rollback.yml'),
          ...{ GITHUB_RUN_ID: '60', GITHUB_JOB: 'settle' },
        },
      });
      expect([settled.code, settled.stdout]).toEqual([
        0,
        expect.stringContaining('until then a lost job may still close the share'),
      ]);
      expect(journal.newest?.state).toBe('rolled-back-settled');
    };
    const paused = await bench.run({
      ...thaw,
      env: { ...jobOf(bench, 'cutover', 'cutover.yml'), GITHUB_JOB: 'cutover' },
      pauses: { afterCalls: 'AssumeRoleWithWebIdentity', meanwhile },
    });
    expect(paused.code).not.toBe(0);
    expect(journal.newest?.state).toBe('rolled-back-settled');
    expect(Date.parse(journal.newest?.at ?? '')).toBeGreaterThan(ends + MINUTE);
    // Stopped before it had read the answer, it looks at the journal again; behind it, its session has expired.
    expect(updates.filter(([, error]) => error !== 'ExpiredTokenException')).toEqual([]);
  },
  TRIAL_MS,
);
