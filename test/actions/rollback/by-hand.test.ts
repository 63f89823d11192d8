// Somebody has led a server back by hand: the steps of the night learn of it, and go back, too.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { byHand } from '../../infra/by-hand/hand.ts';
import { RUN } from '../../infra/document-parameters.ts';
import { openBench } from '../action-process.ts';
import type { ActionRun, Bench } from '../action-process.ts';

const SWITCH = { action: 'switch-mount', inputs: { to: 'gateway' } } as const;
const TAKES = { 'takes-over': 'true' };
const UNDO = {
  action: 'switch-mount',
  inputs: { to: 'source', 'undo-confirmed': 'true', ...TAKES },
} as const;
const THAW = { action: 'freeze-source', inputs: { thaw: 'true', ...TAKES } } as const;

/** The first server, as somebody sees it who has come to it. */
function serverOf({ lab: { context } }: Bench) {
  const [instance = ''] = context.world.names.application.servers;
  return { context, instance, root: context.world.server(instance) };
}

/** Its notes that are not of the fence alone. */
const notes = (bench: Bench): string[] =>
  readdirSync(join(serverOf(bench).root, RUN.StatePath)).filter((name) =>
    /^(restore|frozen|switched|confirmed|changing|services|fstab-before)/.test(name),
  );

async function play(bench: Bench, step: ActionRun, job: string): Promise<string> {
  const { code, stdout } = await bench.run({ ...step, env: { GITHUB_JOB: job } });
  return code === 0 ? (bench.journal.newest?.state ?? '') : stdout;
}

test('a freeze: the switch of the same job does nothing any more, and the rollback ends it', async () => {
  await using bench = await openBench();
  const froze = await bench.run({ action: 'freeze-source', env: { GITHUB_JOB: 'cutover' } });
  expect(froze.summary).toContain(`sh ${RUN.StatePath}/restore`);
  expect(froze.record?.data.byHand).toEqual([
    { server: serverOf(bench).instance, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(byHand(serverOf(bench)).status).toBe(0);
  expect(notes(bench)).toEqual(['restore', 'restore.sha256']);
  expect(await play(bench, SWITCH, 'cutover')).toContain('overtaken');
  // The journal says that the switch had begun: only a list can tell that nothing was written.
  expect(await play(bench, THAW, 'rollback')).toBe('rolled-back-open');
  expect(notes(bench)).toEqual([]);
});

test('a confirmed switch: the rollback ends as open, so that the list is made', async () => {
  await using bench = await openBench();
  expect(await play(bench, { action: 'freeze-source' }, 'cutover')).toBe('frozen');
  expect(await play(bench, SWITCH, 'cutover')).toBe('confirmed');
  expect(byHand(serverOf(bench)).text).toContain('Refused: confirmed.');
  expect(byHand(serverOf(bench), '--although-confirmed').status).toBe(0);
  expect(await play(bench, UNDO, 'rollback')).toBe('confirmed');
  expect(await play(bench, THAW, 'rollback')).toBe('rolled-back-open');
  expect(notes(bench)).toEqual([]);
});
