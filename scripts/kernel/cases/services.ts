// How a service is kept from starting: systemd's own ways, and what the documents make of them.
import assert from 'node:assert/strict';
import { begun, done, refused } from './case.ts';
import type { Case } from './case.ts';
import type { Server } from '../server.ts';

const UNIT = 'guest-application.service';

const TIMER = 'guest-application.timer';
const STOP = { Units: UNIT };
const BACK = { Way: 'back' };

/** Writes both units, and starts them. */
async function startUnits({ sh }: Server, ...lines: readonly string[]): Promise<void> {
  const service = ['[Service]', 'ExecStart=/bin/sleep 600', ...lines, ''].join('\\n');
  await sh(`printf '${service}' >/etc/systemd/system/${UNIT}
    printf '[Timer]\\nOnActiveSec=1h\\n' >/etc/systemd/system/${TIMER}
    systemctl daemon-reload; systemctl start ${UNIT} ${TIMER}`);
}

const states = ({ sh }: Server): Promise<string> =>
  sh(`systemctl is-active ${UNIT} ${TIMER} || :`).then((text) => text.replaceAll('\n', ' '));

async function removeUnits({ sh }: Server): Promise<void> {
  await sh(`systemctl stop ${UNIT} ${TIMER} || :
    rm -rf /etc/systemd/system/${UNIT} /etc/systemd/system/${TIMER} /run/systemd/system/${UNIT}.d /run/systemd/system/${TIMER}.d
    systemctl daemon-reload`);
}

export const SERVICES: readonly Case[] = [
  {
    name: 'services: a service and its timer are stopped, do not start, and run again as before',
    versions: ['4.1'],
    play: async (server) => {
      const { sh, run } = server;
      await startUnits(server);
      try {
        done(await run('stop-services', STOP));
        done(await run('stop-services', STOP));
        assert.equal(await states(server), 'inactive inactive');
        await sh(`systemctl start ${UNIT} ${TIMER}`);
        assert.equal(await states(server), 'inactive inactive');
        done(await run('start-services', { ...BACK, HealthUnits: UNIT }));
        assert.equal(await states(server), 'active active');
        assert.equal(await sh('ls /run/systemd/system | grep guest-application || :'), '');
      } finally {
        await removeUnits(server);
      }
    },
  },
  {
    name: 'services: a stop that is killed, and a start that is killed, are finished by a start',
    versions: ['4.1'],
    play: async (server) => {
      const { sh, run } = server;
      await startUnits(server);
      try {
        for (const document of ['stop-services', 'start-services'])
          for (const pause of ['0.1', '0.3', '0.6']) {
            if (document === 'start-services') done(await run('stop-services', STOP));
            await sh(`${begun(server, document, { ...STOP, ...BACK })}
              sleep ${pause}; kill -KILL -- "-$!" 2>/dev/null || :`);
            done(await run('start-services', BACK));
            assert.equal(await states(server), 'active active');
          }
      } finally {
        await removeUnits(server);
      }
    },
  },
  {
    name: 'services: a process that a stopped service leaves on the mount is named',
    versions: ['4.1'],
    play: async (server) => {
      const { sh, run } = server;
      const leaves = "ExecStart=/bin/sh -c 'cd /mnt/data && sleep 601 & exec sleep 600'";
      await startUnits(server, 'ExecStart=', leaves.replaceAll("'", `'\\''`), 'KillMode=process');
      try {
        const { detail = '' } = refused(await run('stop-services', STOP), 'service-holds');
        assert.match(detail, /of guest-application\.service/);
        done(await run('start-services', BACK));
      } finally {
        await sh(`systemctl kill --kill-who=all -s KILL ${UNIT} || :`);
        await removeUnits(server);
      }
    },
  },
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
