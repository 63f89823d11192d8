// Where two trials end in the same world, the second attempt is played once.
import { expect, test } from '@jest/globals';
import { Worlds, worldName } from '../../../scripts/sweep/worlds.ts';
import { CALM_LOOK, entry } from './looks.ts';

test('a world is played once, and both trials get its faults', async () => {
  const worlds = new Worlds(false);
  let played = 0;
  const attempt = (): Promise<string[]> => {
    played += 1;
    return Promise.resolve(['a fault']);
  };
  expect(await worlds.faults('a', attempt)).toEqual(['a fault']);
  expect(await worlds.faults('a', attempt)).toEqual(['a fault']);
  expect(await worlds.faults('b', attempt)).toEqual(['a fault']);
  expect(played).toBe(2);
  const every = new Worlds(true);
  for (const name of ['a', 'a']) await every.faults(name, attempt);
  expect(played).toBe(4);
});

test('the number of the application’s files makes no other world, everything else does', () => {
  const name = worldName(CALM_LOOK, []);
  const more = new Map([...CALM_LOOK.source, ['application/00007.txt', '07']]);
  const evenMore = new Map([...more, ['application/00008.txt', '08']]);
  expect(worldName({ ...CALM_LOOK, source: evenMore }, [])).toBe(
    worldName({ ...CALM_LOOK, source: more }, []),
  );
  expect(worldName({ ...CALM_LOOK, source: more }, [])).not.toBe(name);
  expect(worldName(CALM_LOOK, ['TagResource'])).not.toBe(name);
  expect(worldName({ ...CALM_LOOK, newest: entry('frozen') }, [])).not.toBe(name);
});
