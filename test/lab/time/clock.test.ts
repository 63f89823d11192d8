// The lab's time: virtual time jumps only when nothing runs, and participants take part over HTTP.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LabClock } from '../../../lab/time/clock.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import type { Participant } from '../../../lab/time/participants.ts';

const HOUR = 3_600_000;

describe('virtual time', () => {
  test('jumps from sleeper to sleeper, in their order', async () => {
    const clock = new LabClock('virtual', 1, 1000);
    const woken: string[] = [];
    const sleep = async (name: string, milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      woken.push(`${name} at ${clock.now()}`);
    };
    await Promise.all([sleep('late', 9 * HOUR), sleep('soon', 5), sleep('too', 5)]);
    expect(woken).toEqual(['soon at 1005', 'too at 1005', `late at ${1000 + 9 * HOUR}`]);
  });

  test('stands still while something runs', async () => {
    const clock = new LabClock('virtual', 1, 0);
    const busy = clock.busy('a call');
    let fired = false;
    clock.after(1, () => (fired = true));
    await pause(30);
    expect({ fired, now: clock.now(), running: clock.running() }).toEqual({
      fired: false,
      now: 0,
      running: ['a call'],
    });
    busy[Symbol.dispose]();
    await pause(30);
    expect({ fired, now: clock.now() }).toEqual({ fired: true, now: 1 });
  });

  test('a timer that is taken back does not fire', async () => {
    const clock = new LabClock('virtual', 1, 0);
    let fired = false;
    clock.after(1, () => (fired = true))();
    await clock.sleep(2);
    expect(fired).toBe(false);
  });
});

test('real time passes, at the speed that was asked for', async () => {
  const clock = new LabClock('real', 100, 0);
  await clock.sleep(2000);
  expect(clock.now()).toBeGreaterThanOrEqual(2000);
  expect(clock.now()).toBeLessThan(60_000);
  clock.close();
});

describe('participants', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  });
  afterAll(() => lab.close());

  async function now(one: Participant): Promise<number> {
    return (await ask(one.env.NFS_CUTOVER_LAB_CLOCK)).now as number;
  }

  async function sleep(
    one: Participant,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<number> {
    const body = JSON.stringify({ milliseconds });
    const url = `${one.env.NFS_CUTOVER_LAB_CLOCK}/sleep`;
    return (await ask(url, { method: 'POST', body, ...(signal && { signal }) })).now as number;
  }

  test('time passes when all of them sleep, and for each as long as it asked', async () => {
    using first = lab.participants.open('first');
    using second = lab.participants.open('second');
    const start = await now(first);
    const woken: string[] = [];
    const wait = async (one: Participant, name: string, times: number[]): Promise<void> => {
      for (const milliseconds of times) {
        const at = await sleep(one, milliseconds);
        woken.push(`${name} +${at - start}`);
      }
      one[Symbol.dispose]();
    };
    await Promise.all([wait(first, 'first', [10, HOUR]), wait(second, 'second', [20, 20])]);
    expect(woken).toEqual(['first +10', 'second +20', 'second +40', `first +${HOUR + 10}`]);
  });

  test('one that is awake keeps time from moving', async () => {
    using sleeper = lab.participants.open('sleeper');
    const awake = lab.participants.open('awake');
    const start = await now(awake);
    let woken = false;
    const asleep = sleep(sleeper, 5).then(() => (woken = true));
    await pause(100);
    expect(woken).toBe(false);
    expect(await now(awake)).toBe(start);
    expect(lab.context.clock.running()).toEqual(['awake']);
    awake[Symbol.dispose]();
    await asleep;
  });

  test('a sleep that is given up is taken back, and its participant is awake again', async () => {
    using one = lab.participants.open('one');
    using holder = lab.participants.open('holder');
    const start = await now(one);
    const abort = new AbortController();
    const given = sleep(one, HOUR, abort.signal).catch(() => 'given up');
    await until(() => !lab.context.clock.running().includes('one'));
    abort.abort();
    expect(await given).toBe('given up');
    await until(() => lab.context.clock.running().includes('one'));
    holder[Symbol.dispose]();
    await pause(50);
    expect(await now(one)).toBe(start);
    expect(await sleep(one, 7)).toBe(start + 7);
  });

  test('two sleeps of one participant both end', async () => {
    using one = lab.participants.open('one');
    const start = await now(one);
    expect(await Promise.all([sleep(one, 5), sleep(one, 50)])).toEqual([start + 5, start + 50]);
  });

  test('what is no clock, or no sleep, is refused', async () => {
    const one = lab.participants.open('one');
    const url = one.env.NFS_CUTOVER_LAB_CLOCK;
    const status = async (path: string, init?: RequestInit): Promise<number> =>
      (await fetch(path, init)).status;
    for (const body of ['', '{}', '{"milliseconds":-1}', '{"milliseconds":"5"}', 'null'])
      expect(await status(`${url}/sleep`, { method: 'POST', body })).toBe(400);
    expect(await status(`${url}/jump`, { method: 'POST', body: '{}' })).toBe(404);
    one[Symbol.dispose]();
    expect(await status(url)).toBe(404);
  });
});

test('in real mode the clock of a participant runs, too', async () => {
  await using lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    time: { mode: 'real', speed: 50 },
  });
  using one = lab.participants.open('one');
  const url = one.env.NFS_CUTOVER_LAB_CLOCK;
  const { now: start } = await ask(url);
  const body = '{"milliseconds":1000}';
  const { now: end } = await ask(`${url}/sleep`, { method: 'POST', body });
  expect((end as number) - (start as number)).toBeGreaterThanOrEqual(1000);
});

async function ask(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i += 1) await pause(10);
  expect(holds()).toBe(true);
}
