// The file share, compared with the runbook: what it shows, to whom, and whether it takes writes.
import { BlockList, isIP } from 'node:net';
import type { Share } from '../../../aws/storage-gateway/gateway-settings.ts';
import type { ManagedNode } from '../../../aws/ssm/managed-nodes.ts';
import { exportParts } from '../../../runbook/schema/values.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { isAccessPoint } from './access-point.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import { kerberosIn } from './kerberos.ts';

const { pass, warn, fail, unproven } = inArea('Gateway');

/** Everything about the share itself; undefined when the service lists none. */
export function judgeShare(
  share: Share | undefined,
  runbook: Pick<Runbook, 'gateway' | 'bucket' | 'source' | 'application'>,
): readonly Finding[] {
  const { gateway, application } = runbook;
  if (share === undefined)
    return [fail('Share is available', `no share ${gateway.share}`, 'correct gateway.share')];
  return [
    judgeStatus(share.status),
    share.gateway === gateway.arn
      ? pass("Share is the gateway's", share.gateway)
      : fail(
          "Share is the gateway's",
          `it belongs to ${share.gateway || 'no gateway'}, expected ${gateway.arn}`,
          'correct gateway.arn or gateway.share',
        ),
    share.readOnly
      ? fail(
          'Share takes writes',
          'the share is read-only',
          "set the share's export as read-write (UpdateNFSFileShare, ReadOnly false)",
        )
      : pass('Share takes writes', 'read-write'),
    judgePath(share.path, gateway.export),
    judgeLocation(share.location, runbook),
    judgeSquash(share.squash, application.user),
    judgeKerberos(gateway.options, runbook.source.options),
  ];
}

function judgeStatus(status: string): Finding {
  const check = 'Share is available';
  if (status === 'AVAILABLE') return pass(check, status);
  return fail(
    check,
    `${status}, expected AVAILABLE`,
    "see the gateway's health log: its role must reach the bucket, and the bucket must take its objects' ACL",
  );
}

function judgePath(path: string, exported: string): Finding {
  const check = 'Share is mounted by its own path';
  const { path: mounted } = exportParts(exported);
  return mounted === path
    ? pass(check, path)
    : fail(
        check,
        `the servers mount ${mounted || exported}, the share is ${path || 'without a path'}`,
        'correct gateway.export: gateway-address:/share-name',
      );
}

function judgeLocation(
  location: string,
  { gateway, bucket }: Pick<Runbook, 'gateway' | 'bucket'>,
): Finding {
  const check = 'Share shows what the task writes';
  const prefix = gateway.prefix ?? bucket.prefix;
  const [, name, shown = ''] = /^arn:[^:]+:s3:::([^/]+)\/?(.*)$/.exec(location) ?? [];
  const wanted = `s3://${bucket.name}/${prefix}`;
  if (name !== undefined && `s3://${name}/${shown}` === wanted) return pass(check, wanted);
  if (name === undefined && isAccessPoint(location)) {
    const found = `${location}: an access point, which does not name its bucket; expected ${wanted}`;
    return location.endsWith(`/${prefix}`) || prefix === ''
      ? warn(
          check,
          found,
          'see that it is an access point of this bucket; the proof of every file on the gateway will show it',
        )
      : fail(check, found, 'give the share the prefix of the runbook');
  }
  return fail(
    check,
    `${name === undefined ? location || 'no location' : `s3://${name}/${shown}`}, expected ${wanted}`,
    'the share must have the prefix that the task writes to: correct the runbook, or use a share of that prefix',
  );
}

function judgeSquash(squash: string, user: string): Finding {
  const check = 'Share keeps who has written a file';
  if (squash === 'NoSquash') return pass(check, squash);
  if (user === 'root' || user === '0')
    return fail(
      check,
      `${squash}, and application.user is ${user}: root becomes nobody (65534) on the share; it can neither read the files of others nor own new ones`,
      "let the application run as a user of its own, or set the share's Squash to NoSquash",
    );
  if (squash === 'RootSquash') return pass(check, squash);
  return warn(
    check,
    `${squash}: every user becomes the same one, and every new file belongs to the OwnerId and GroupId of the share's defaults (65534, unless they are set)`,
    'set RootSquash, unless the application does without owners and modes',
  );
}

function judgeKerberos(options: string, sourceOptions: string): Finding {
  const check = 'Share is mounted without Kerberos';
  const [asked, before] = [kerberosIn(options), kerberosIn(sourceOptions)];
  if (asked !== undefined)
    return fail(
      check,
      `gateway.options ask for sec=${asked}; the NFS shares of a File Gateway do not have it`,
      'take it out of gateway.options; then the client list, owners and modes decide who may read what',
    );
  return before === undefined
    ? pass(check, 'no options ask for it')
    : warn(
        check,
        `the source is mounted with sec=${before}, the share cannot be: the share believes a client who its users are`,
        'agree on this before the switch; only the client list of the share protects the files then',
      );
}

/** The client list, compared with the servers' own addresses, as their agents report them. */
export function judgeClients(
  clients: readonly string[],
  servers: readonly string[],
  nodes: readonly ManagedNode[],
): readonly Finding[] {
  const allows = clientList(clients);
  return servers.map((server) => {
    const check = `Share lets ${server} in`;
    const address = nodes.find(({ id }) => id === server)?.address;
    if (address === undefined || isIP(address) === 0)
      return unproven(
        check,
        'Systems Manager knows no address of the server',
        'bring the server online; its agent reports its address',
      );
    return allows(address)
      ? pass(check, address)
      : fail(
          check,
          `${address} is not in the client list (${clients.join(', ') || 'empty'})`,
          `add ${address} to the share's client list; if the server reaches the gateway by another address, add that one too`,
        );
  });
}

function clientList(clients: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const client of clients) {
    const [network = '', bits] = client.split('/');
    const version = isIP(network);
    if (version === 0) continue;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(network, family);
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
      list.addSubnet(network, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
