// How a service is kept from starting. These are systemd's own ways: no document uses them yet.
import assert from 'node:assert/strict';
import type { Case } from './case.ts';

const UNIT = 'guest-application.service';

export const SERVICES: readonly Case[] = [
  {
    name: 'services: a mask at run time does not stop a unit of /etc, a drop-in with a condition does',
    versions: ['4.1'],
    play: async ({ sh }) => {
      const start = (): Promise<string> =>
        sh(`systemctl start ${UNIT} 2>/dev/null; systemctl is-active ${UNIT} || :`);
      await sh(`printf '[Service]\\nExecStart=/bin/sleep 600\\n' >/etc/systemd/system/${UNIT}
        systemctl daemon-reload`);
      try {
        await sh(`systemctl mask --runtime ${UNIT} 2>&1 || :; systemctl daemon-reload`);
        assert.equal(await start(), 'active');
        await sh(`systemctl stop ${UNIT}; systemctl unmask --runtime ${UNIT} 2>&1 || :
          mkdir -p /run/systemd/system/${UNIT}.d /run/nfs-cutover; touch /run/nfs-cutover/closed
          printf '[Unit]\\nConditionPathExists=!/run/nfs-cutover/closed\\n' >/run/systemd/system/${UNIT}.d/nfs-cutover.conf
          systemctl daemon-reload`);
        assert.equal(await start(), 'inactive');
        await sh('rm /run/nfs-cutover/closed');
        assert.equal(await start(), 'active');
      } finally {
        await sh(`systemctl stop ${UNIT}; rm -rf /etc/systemd/system/${UNIT} /run/systemd/system/${UNIT}.d
          systemctl daemon-reload`);
      }
    },
  },
];
