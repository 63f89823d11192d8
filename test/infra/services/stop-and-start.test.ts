// stop-services and start-services, really run on a server of the lab.
import { describe, expect, test } from '@jest/globals';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { left, START, STOP, stateOf, UNIT } from './service-lab.ts';

test('stopped, a service does not start; started, it is as it was, and nothing is left', async () => {
  await using lab = await openServerLab();
  const stopped = await lab.run('stop-services', STOP);
  expect(stopped).toMatchObject({ code: 0, said: { stopped: 'yes', units: `${UNIT} yes enabled` } });
  expect(stateOf(lab)).toBe('inactive');
  expect(left(lab)).toEqual([`${UNIT}.d`, 'closed-image-archive', 'services']);
  const started = await lab.run('start-services', START);
  expect(started).toMatchObject({ code: 0, said: { started: 'yes' } });
  expect(stateOf(lab)).toBe('active');
  expect(left(lab)).toEqual([]);
});
