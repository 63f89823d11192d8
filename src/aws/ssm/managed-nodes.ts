// Systems Manager: what it knows of the application servers.
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as request from '../../core/requests/ssm.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface ManagedNode {
  readonly id: string;
  /** `Online`, `ConnectionLost` or `Inactive`. */
  readonly ping: string;
  readonly lastPing: Date | undefined;
  readonly platform: string;
  /** Of the server's first network interface, as its agent sees it. */
  readonly address: string | undefined;
}

/** What Systems Manager knows of `servers` in the connection's Region; one that it does not know is absent. */
export async function managedNodes(
  connection: Connection,
  servers: readonly string[],
): Promise<readonly ManagedNode[]> {
  const client = new SSMClient(clientConfig(connection));
  const { signal } = connection;
  const nodes: ManagedNode[] = [];
  let token: string | undefined;
  do {
    // IAM has no resource for it.
    const about = { resource: '*', signal };
    const page = await ask(request.describeInstances(servers, token), about, (input, options) =>
      client.send(new DescribeInstanceInformationCommand(input), options),
    );
    for (const one of page.InstanceInformationList ?? [])
      nodes.push({
        id: one.InstanceId ?? '',
        ping: one.PingStatus ?? 'unknown',
        lastPing: one.LastPingDateTime,
        platform: one.PlatformType ?? 'unknown',
        address: one.IPAddress,
      });
    token = page.NextToken;
  } while (token !== undefined);
  return nodes;
}
