// The units that no run stops: a shell and the runbook's check read the one list in the same way.
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ESSENTIAL_UNITS, isEssential } from '../../src/core/essential-units.ts';

const ESSENTIAL = [
  ...['ssh.service', 'ssh.socket', 'ssh@1.service', 'sshd.service', 'sshd-keygen.service'],
  ...['dbus.service', 'dbus-broker.service', 'amazon-ssm-agent.service'],
  ...['snap.amazon-ssm-agent.amazon-ssm-agent.service', 'systemd-logind.service', 'init.scope'],
  ...['getty@tty1.service', 'serial-getty@ttyS0.service', 'emergency.service', 'user@1000.service'],
  ...['user-runtime-dir@0.service', 'network.service', 'networking.service', 'rescue.service'],
  ...['NetworkManager.service', 'NetworkManager-wait-online.service', 'nfs-client.target'],
  ...['nfs-server.service', 'nfs-idmapd.service', 'nfs-cutover.service', 'rpc-statd.service'],
  ...[
    'rpcbind.socket',
    'gssproxy.service',
    'autofs.service',
    'polkit.service',
    'debug-shell.service',
  ],
  ...['cloud-init-local.service', 'cloud-config.service', 'cloud-final.service'],
] as const;
const OWN = [
  ...['app.service', 'sshapp.service', 'sshx', 'dbusy.service', 'amazon-ssm-agentx.service'],
  ...['snapxamazon-ssm-agent.service', 'systemd.service', 'initial.service', 'mygetty.service'],
  ...['user.service', 'networkx.service', 'networks.service', 'nfs.service', 'rpc.service'],
  ...[
    'polkitd.service',
    'cloud.service',
    'cloud-configx.service',
    'autofsx.service',
    'x-ssh.service',
  ],
] as const;

test.each([
  [ESSENTIAL, true],
  [OWN, false],
])('%j: %j', (units, essential) => {
  expect(units.filter((unit) => isEssential(unit) !== essential)).toEqual([]);
  const script = `for unit in "$@"; do case $unit in ${ESSENTIAL_UNITS}) echo "$unit" ;; esac; done`;
  const { status, stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...units], {
    encoding: 'utf8',
  });
  expect([status, stdout.split('\n').filter((line) => line !== '')]).toEqual([
    0,
    essential ? units : [],
  ]);
});
