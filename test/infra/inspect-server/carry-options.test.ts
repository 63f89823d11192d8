// What the gateway's line takes over from the options of the source's line, and what is left.
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK = readFileSync(
  join(import.meta.dirname, '../../../infra/documents/lib/carry-options.sh'),
  'utf8',
);
const CONTEXT = 'context="system_u:object_r:httpd_sys_content_t:s0:c1,c2"';
const GATEWAY = 'rw,hard,nolock';

function carried(old: string, gateway: string): string[] {
  const script = `set -eu\ngateway_options=$1\n${BLOCK}\ncarry_options "$2"
    printf '%s\\n' "$gateway_options" "$carried" "$left"`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', gateway, old], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').slice(0, 3);
}

test.each<[old: string, gateway: string, carried: string, left: string]>([
  ...[
    ...['nosuid', 'nodev', 'noexec', 'nosymfollow', 'nofail', '_netdev', 'noauto', 'user', 'users'],
    ...['suid', 'dev', 'exec', 'x-systemd.requires=network.target', 'x-gvfs-show'],
    ...['comment=systemd.automount', CONTEXT, 'context=system_u:object_r:nfs_t:s0'],
    ...['fscontext=a:b:c', 'defcontext=a:b:c', 'rootcontext=a:b:c'],
  ].map((option): [string, string, string, string] => [option, GATEWAY, option, '']),
  ['user,exec', GATEWAY, 'user,exec', ''],
  [
    'x-systemd.requires=a,x-systemd.requires=b',
    GATEWAY,
    'x-systemd.requires=a,x-systemd.requires=b',
    '',
  ],
  [`rw,${CONTEXT},nofail`, GATEWAY, `${CONTEXT},nofail`, ''],
  ['defaults', GATEWAY, '', ''],
  ['', GATEWAY, '', ''],
  ['rw,relatime,auto,async,nouser', GATEWAY, '', ''],
  // What the server and its protocol need is the runbook's.
  ['rw,hard,vers=4.1,rsize=1048576,noatime', GATEWAY, '', 'vers=4.1,rsize=1048576,noatime'],
  ['sync,noac,lookupcache=none,soft', GATEWAY, '', 'sync,noac,lookupcache=none,soft'],
  ['vers=4.1,timeo=600', 'rw,vers=3', '', 'timeo=600'],
  // The runbook's own word counts.
  ['nosuid,nofail', 'rw,suid,nofail', '', ''],
  ['exec', 'rw,noexec', '', ''],
  ['_netdev', 'rw,_netdev', '', ''],
  [CONTEXT, 'rw,context=a:b:c', '', ''],
])('%s beside %s', (old, gateway, kept, left) => {
  expect(carried(old, gateway)).toEqual([`${gateway}${kept && `,${kept}`}`, kept, left]);
});
