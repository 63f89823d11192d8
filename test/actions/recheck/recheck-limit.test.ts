// The re-check after the freeze where more folders have changed than the runbook lets be looked at one by one.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  HOSTILE,
  RUNBOOK,
  checkAgain,
  close,
  proven,
  refreshAgain,
  refreshes,
  transfer,
  verifyAgain,
  write,
} from './recheck-world.ts';
import type { World } from './recheck-world.ts';

describe('above the limit of the runbook', () => {
  const LIMITED = RUNBOOK.replace('newer-limit: 100', 'newer-limit: 100\n  recheck-limit: 2');
  let world: World;
  beforeAll(async () => {
    world = await proven(LIMITED, 1);
    for (const name of HOSTILE) write(world, `tree/d0/${name}/file`, 'other and longer');
    await transfer(world, 'final-1');
  }, 300_000);
  afterAll(() => close(world));

  test('everything is compared', async () => {
    const { data, code } = await verifyAgain(world);
    expect([code, data.recheck.kind]).toEqual([0, 'full']);
    expect(data.recheck.why).toMatch(/^7 of \d+ folders have changed .* verify.recheck-limit, 2$/);
  });

  test('a window that does not fit is refused before it begins', async () => {
    const before = refreshes(world.bench).length;
    const refused = await refreshAgain(world, { 'share-seconds': '7200' });
    expect([refused.code, refreshes(world.bench).length]).toEqual([40, before]);
    expect(refused.stdout).toContain('the window does not fit');
    expect(refused.stdout).toContain('2 h for the whole share');
  });

  test('all is refreshed in one go, and the gateway is compared as a whole', async () => {
    const refreshed = await refreshAgain(world, { 'share-seconds': '40' });
    expect(refreshed.data.recheck.why).toContain(
      'one recursive refresh (40 s when it was measured in this run) in place of 1 call for 7 changed folders',
    );
    expect(refreshes(world.bench).at(-1)).toMatchObject({ FolderList: ['/'], Recursive: true });
    const gateway = await checkAgain(world);
    expect([gateway.code, gateway.data.recheck.kind]).toEqual([0, 'full']);
  });
});
