// What inspect-server says of the test files before they are made, on a server of the lab.
import { expect, test } from '@jest/globals';
import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import { INSPECT } from './document-parameters.ts';

test('what the user could do with the test files, links followed, and nothing is written', async () => {
  await using lab = await openServerLab();
  const { source } = lab.context.world;
  for (const name of ['closed/a', 'images/$(touch pwned)\n .jpg', 'secret'])
    lab.write(name, 'nine byte');
  for (const [name, to] of Object.entries({ out: '/tmp', gone: 'x', in: 'images', loop: 'loop' }))
    symlinkSync(to, join(source, name));
  chmodSync(join(source, 'closed'), 0o555);
  chmodSync(join(source, 'secret'), 0);
  const seen = async (parameters: Record<string, string>): Promise<readonly string[]> => {
    const { said } = await lab.run('inspect-server', { ...INSPECT, ...parameters });
    return said['source-test-files']?.split('\n') ?? [];
  };
  const files = async (CanaryCopy: string, ConfirmationCopy: string) =>
    (await seen({ CanaryCopy, ConfirmationCopy })).filter((line) => line.includes('copy'));
  const folders = async (CanaryFolder: string, ConfirmationFolder: string) =>
    (await seen({ CanaryFolder, ConfirmationFolder })).filter((line) => line.includes('.to'));
  expect([
    await files('images/$(touch pwned)\n .jpg', 'in/$(touch pwned)\n .jpg'),
    await files('secret', 'out'),
    await files('gone', 'images'),
    await files('loop', 'secret/x'),
    await folders('', 'in'),
    await folders('closed', 'out'),
    await folders('gone/x', 'secret'),
  ]).toEqual([
    ['canary.copy readable 9', 'confirmation.copy readable 9'],
    ['canary.copy denied', 'confirmation.copy outside'],
    ['canary.copy missing', 'confirmation.copy other'],
    ['canary.copy unknown', 'confirmation.copy missing'],
    ['canary.to writable', 'confirmation.to writable'],
    ['canary.to denied', 'confirmation.to outside'],
    ['canary.to missing', 'confirmation.to other'],
  ]);
  expect((await seen({})).at(-1)).toMatch(/^free \d+ \d+ \d+ \d+$/);
  expect(readdirSync(source).sort()).toEqual([
    'closed',
    'gone',
    'images',
    'in',
    'loop',
    'out',
    'secret',
  ]);
});
