// Rehearsals with several servers, one of which does not follow.
import { expect, test } from '@jest/globals';
import { rehearseScenario } from './rehearsal.ts';

/** Each server adds its commands: so a night of three takes longer than others. */
const NIGHT_MS = 480_000;
const FIRST = 'i-0a1b2c3d4e5f60718';
const SECOND = 'i-0a1b2c3d4e5f60717';

test(
  'one-of-three-fails: the two that were switched come back, and all three are thawed',
  async () => {
    const run = await rehearseScenario('one-of-three-fails');
    const { error, data } = run.record('cutover', 'switch');
    expect(error).toMatchObject({
      code: 'went-back',
      message: expect.stringContaining('not-frozen') as unknown,
    });
    expect(data.restored).toEqual([FIRST, SECOND]);
    const source = { serves: 'source' };
    expect(data.after).toMatchObject([source, source, source]);
    expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(3);
    expect(run.record('list-written', 'list').data.state).toBe('rolled-back-settled');
  },
  NIGHT_MS,
);

test(
  'silent-server: the share is closed, the source serves on the other server, and the run says who is missing',
  async () => {
    const run = await rehearseScenario('silent-server');
    for (const job of ['cutover', 'rollback'])
      expect(run.record(job, 'thaw').data).toMatchObject({ silent: [SECOND], forced: false });
    expect(run.record('cutover', 'thaw').data.thawed).toEqual([FIRST]);
    expect(run.record('report', 'report').data.state).toMatchObject({
      ...{ left: 'silent', silent: [SECOND] },
    });
    expect(run.record('list-written', 'list').says).toBe(
      'The way back has not reached every server: nothing was listed yet.',
    );
  },
  NIGHT_MS,
);

test(
  'split: nothing is thawed, and the report begins with it',
  async () => {
    const run = await rehearseScenario('split');
    for (const job of ['cutover', 'rollback']) {
      const { data, says } = run.record(job, 'thaw');
      expect(data).toMatchObject({
        split: [SECOND],
        before: [{ server: FIRST, serves: 'source' }],
      });
      expect(says).toMatch(/^SPLIT: i-0a1b2c3d4e5f60717 does not answer/);
    }
    const { says, data } = run.record('report', 'report');
    expect(says).toMatch(/^❌ Failed: a server does not answer, and the source stays read-only/);
    expect(data.state).toMatchObject({ left: 'split', silent: [SECOND] });
    expect(data.standing).toContainEqual(expect.objectContaining({ name: 'Split' }));
  },
  NIGHT_MS,
);
