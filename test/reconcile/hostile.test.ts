import { expect, test } from '@jest/globals';
import { paths, run } from './compared.ts';
import { hostileNames } from './paths/hostile-names.ts';

test('2,000 hostile names are the same or impossible, none is lost or doubled', async () => {
  const names = hostileNames(2000);
  const source = names.map(({ path }) => ({ path }));
  const arrived = names.filter(({ possible }) => possible).map(({ path }) => ({ path }));
  const { result, lines } = await run({ source, bucket: arrived, gateway: arrived }, {}, 1000);
  expect(names.filter(({ possible }) => !possible).length).toBeGreaterThan(100);
  expect(result.tally.paths.same).toBe(arrived.length);
  expect(paths(lines, 'impossible').toSorted()).toEqual(
    names
      .filter(({ possible }) => !possible)
      .map(({ path }) => path.toString('latin1'))
      .toSorted(),
  );
  // Some names are folders of others here, which no file system has.
  expect(lines.filter(({ verdict }) => verdict !== 'impossible' && verdict !== 'hidden')).toEqual(
    [],
  );
  for (const [i, { path, possible }] of names.entries()) {
    if (i % 100 !== 1 || !possible) continue;
    const without = arrived.filter((one) => one.path !== path);
    const lost = await run({ source, bucket: without, gateway: arrived }, {}, 4096);
    expect(paths(lost.lines, 'missing')).toEqual([path.toString('latin1')]);
    const added = await run(
      { source: source.filter((one) => one.path !== path), bucket: arrived, gateway: arrived },
      {},
      4096,
    );
    expect(paths(added.lines, 'extra')).toEqual([path.toString('latin1')]);
  }
});
