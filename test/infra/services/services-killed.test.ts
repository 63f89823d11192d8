// stop-services and start-services, killed just before or just after each thing that they do on the server.
import { expect, test } from '@jest/globals';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { arm } from '../kill-at.ts';
import { left, START, STOP, stateOf } from './service-lab.ts';

const WHEN = ['before', 'after'] as const;
const points = (...of: readonly (readonly [string, number])[]) =>
  WHEN.flatMap((when) => of.map(([tool, nth]) => [when, tool, nth] as const));
const KILLED = { status: 'Failed', code: -1 };

// The calls of systemctl: show, daemon-reload, stop, show, start, show.
test.each(points(['mv', 1], ['mkdir', 3], ['systemctl', 2], ['systemctl', 3], ['systemctl', 5]))(
  'stop-services, %s %s number %i: it goes on, and so does a start',
  async (when, tool, nth) => {
    await using lab = await openServerLab();
    let disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('stop-services', STOP)).toMatchObject(KILLED);
    disarm();
    const again = await lab.run('stop-services', STOP);
    expect(again.said).toMatchObject({
      stopped: 'yes',
      units: 'image-archive.service yes enabled',
    });
    expect((await lab.run('start-services', START)).code).toBe(0);
    expect([stateOf(lab), left(lab)]).toEqual(['active', []]);

    disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('stop-services', STOP)).toMatchObject(KILLED);
    disarm();
    expect((await lab.run('start-services', START)).code).toBe(0);
    expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
  },
);

// The calls of systemctl: daemon-reload, reset-failed, start, show, show.
test.each(points(['rm', 1], ['rm', 2], ['rm', 3], ['systemctl', 1], ['systemctl', 3]))(
  'start-services, %s %s number %i: it goes on',
  async (when, tool, nth) => {
    await using lab = await openServerLab();
    await lab.run('stop-services', STOP);
    const disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('start-services', START)).toMatchObject(KILLED);
    disarm();
    expect((await lab.run('start-services', START)).code).toBe(0);
    expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
  },
);
