// The session for changes: when it is renewed, what happens where it cannot be, and who is looked at before.
import { describe, expect, test } from '@jest/globals';
import { assertRole, shortSession } from '../../src/aws/short-session.ts';
import type { ShortSession } from '../../src/aws/connection.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

interface Story {
  now: number;
  /** What the next attempts to open a session meet; without any they succeed. */
  fails: string[];
  opened: number;
  /** How long AWS takes to open one, each in turn. */
  takes: number[];
  readonly said: string[];
  readonly session: ShortSession;
}

function tell(): Story {
  const story = {
    now: 0,
    fails: [] as string[],
    opened: 0,
    takes: [] as number[],
    said: [] as string[],
  };
  const session = shortSession({
    clock: { now: () => story.now },
    say: (line) => {
      story.said.push(line);
    },
    open: () => {
      const why = story.fails.shift();
      if (why !== undefined) return Promise.reject(new Error(why));
      story.opened += 1;
      story.now += story.takes.shift() ?? 0;
      const keys = { accessKeyId: `A${story.opened}`, secretAccessKey: 's', sessionToken: 't' };
      return Promise.resolve({ keys, ends: story.now + 15 * MINUTE });
    },
  });
  session.beforeRenewal(() => Promise.resolve());
  return Object.assign(story, { session });
}

/** Which session a call at `at` is made with, or why it is made with none. */
const callAt = async (story: Story, at: number): Promise<string | undefined> => {
  story.now = at;
  const { credentials } = story.session;
  return await credentials?.().then(
    ({ accessKeyId }) => accessKeyId,
    (error: unknown) => (error as Error).message,
  );
};

test.each<[at: number, fails: readonly string[], used: string]>([
  [1 * MINUTE, ['down'], 'A1'],
  [9 * MINUTE, ['down'], 'A1'],
  [11 * MINUTE, [], 'A2'],
  [11 * MINUTE, ['down'], 'A1'],
  [14 * MINUTE + SECOND, ['down'], 'down'],
  [16 * MINUTE, [], 'A2'],
  [16 * MINUTE, ['down'], 'down'],
])('a call %d ms after the first, where renewing meets %j, uses %s', async (at, fails, used) => {
  const story = tell();
  expect(await callAt(story, 0)).toBe('A1');
  story.fails = [...fails];
  expect(await callAt(story, at)).toBe(used);
});

test('the SDK never keeps the keys: by the time of the machine they have long expired', async () => {
  const keys = await tell().session.credentials?.();
  expect(keys?.expiration.getTime()).toBe(0);
});

test('calls side by side open one session', async () => {
  const story = tell();
  const used = await Promise.all([callAt(story, 0), callAt(story, 0), callAt(story, 0)]);
  expect([used, story.opened]).toEqual([['A1', 'A1', 'A1'], 1]);
});

describe('a long wait', () => {
  test('keeps the lease: each time before it ends, never in between', async () => {
    const story = tell();
    expect(story.session.leaseEnd()).toBeUndefined();
    for (story.now = 0; story.now < 6 * 60 * MINUTE; story.now += 10 * SECOND) {
      await story.session.keep();
      expect(story.session.leaseEnd()).toBeGreaterThan(story.now + 4 * MINUTE);
    }
    expect(story.opened).toBe(36);
  });

  test('goes on where GitHub does not answer, says so once a minute, and has the lease again', async () => {
    const story = tell();
    await story.session.keep();
    story.fails = Array.from({ length: 10 }, () => 'down');
    for (story.now = 10 * MINUTE; story.now < 21 * MINUTE; story.now += 10 * SECOND)
      await story.session.keep();
    expect(story.said).toHaveLength(10);
    expect(story.said[0]).toContain('trying again in a minute: down');
    expect(story.session.leaseEnd()).toBe(35 * MINUTE);
  });
});

describe('a look before each renewal', () => {
  const lost = new Error('another run has claimed the migration');

  test('that throws opens none, in a call and in a wait', async () => {
    const story = tell();
    await story.session.keep();
    story.session.beforeRenewal(() => Promise.reject(lost));
    expect(await callAt(story, 9 * MINUTE)).toBe('A1');
    expect(await callAt(story, 11 * MINUTE)).toBe(lost.message);
    await expect(story.session.keep()).rejects.toBe(lost);
    expect(story.opened).toBe(1);
  });

  test('that passes is made each time, before the token is asked for', async () => {
    const story = tell();
    const seen: number[] = [];
    story.session.beforeRenewal(() => {
      seen.push(story.opened);
      return Promise.resolve();
    });
    for (const at of [0, 1, 11, 12, 25].map((one) => one * MINUTE)) await callAt(story, at);
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe('a runner that was paused between the look and the session', () => {
  test('looks again, and opens none where it was overtaken meanwhile', async () => {
    const story = tell();
    const lost = new Error('another run has claimed the migration');
    let looks = 0;
    story.session.beforeRenewal(() => (looks++ === 0 ? Promise.resolve() : Promise.reject(lost)));
    story.takes = [20 * MINUTE];
    expect(await callAt(story, 0)).toBe(lost.message);
    await expect(story.session.keep()).rejects.toBe(lost);
    expect([story.opened, story.session.leaseEnd()]).toEqual([1, undefined]);
  });

  test('goes on with a session of the second look, and gives up where each comes late', async () => {
    const story = tell();
    story.takes = [2 * MINUTE, 30 * SECOND];
    expect(await callAt(story, 0)).toBe('A2');
    const slow = tell();
    slow.takes = [2, 2, 2].map((one) => one * MINUTE);
    expect(await callAt(slow, 0)).toMatch(
      /^the session for changes: expected AWS to open it within 60 s/,
    );
  });
});

test.each([
  ['arn:aws:iam::111122223333:role/nfs-cutover-x-gate', true],
  ['arn:aws-us-gov:iam::111122223333:role/path/to/x', true],
  ['arn:aws:iam::999999999999:role/nfs-cutover-x-gate', false],
  ['arn:aws:iam::111122223333:user/x', false],
  ['arn:aws:iam::111122223333:role/x\n', false],
  ['', false],
])('AWS_ROLE_ARN %j names a role of the account: %s', (role, ok) => {
  const check = () => {
    assertRole(role, '111122223333');
  };
  if (ok) expect(check).not.toThrow();
  else expect(check).toThrow(/^AWS_ROLE_ARN: expected the ARN of a role in account 111122223333/);
});

test('a session before which nobody looks is never opened', async () => {
  let opened = 0;
  const session = shortSession({
    clock: { now: () => 0 },
    say: () => {},
    open: () => {
      opened += 1;
      return Promise.reject(new Error('opened'));
    },
  });
  await expect(session.credentials?.()).rejects.toThrow('nobody reads the journal before');
  await expect(session.keep()).rejects.toThrow('nobody reads the journal before');
  expect(opened).toBe(0);
});
