// GitHub takes the connection and says nothing, while a way back wants to make the share read-only.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { idToken } from '../../../src/github/id-token.ts';
import { holdMigration } from '../../../src/steps/migration/hold.ts';
import { openJournal } from '../../../src/steps/migration/open-journal.ts';
import { closeShare, openShareFlagOf } from '../../../src/steps/migration/share-flag.ts';
import { LabJournal } from '../../actions/journal-steps.ts';
import { file } from '../../runbook/image-archive.ts';
import { openFenceLab } from '../run-datasync/fence-lab.ts';

const silent = createServer(() => {});
const env = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  env.ACTIONS_ID_TOKEN_REQUEST_URL = `http://127.0.0.1:${address.port}/?api-version=2.0`;
});

afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

test('the way back goes on without it, and what is late closes nothing', async () => {
  await using lab = await openFenceLab({ env });
  const { context } = lab;
  const journal = new LabJournal(lab.lab, readFileSync(file, 'utf8'));
  const { run } = context;
  const owner = { run: run.id, attempt: run.attempt, job: run.job, jobId: null, link: null };
  journal.reach('frozen', owner);
  const stop = new AbortController();
  const stopped = { ...context, env: { ...context.env, GITHUB_REPOSITORY: 'example/nfs-cutover' } };
  const hold = await holdMigration(stopped, await openJournal(stopped, true));
  const late = { ...stopped, signal: stop.signal };
  const why = await closeShare(late, hold, () => openShareFlagOf(late, true), 1500);
  expect(why).toMatch(/^making the share read-only: expected an end within 1.5 s, got none/);
  // The journal is as this job has left it: the way back writes its end.
  await hold.advance('note', { split: ['i-0'] });
  expect(journal.newest).toMatchObject({ owner: { run: '42' }, split: ['i-0'] });
  expect(lab.made('UpdateNFSFileShare')).toEqual([]);
});

test('no try waits for long, and the signal of the caller ends all of them', async () => {
  let pauses = 0;
  const sleep = () => {
    pauses += 1;
    return Promise.resolve();
  };
  const clock = { ...systemClock, sleep };
  const lab = { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  await expect(idToken(lab, clock, { tryMs: 50 })).rejects.toMatchObject({
    code: 'github-unavailable',
  });
  expect(pauses).toBe(3);
  const signal = AbortSignal.timeout(50);
  await expect(idToken(lab, clock, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
});
