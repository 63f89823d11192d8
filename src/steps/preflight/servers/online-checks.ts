// The application servers, as Systems Manager sees them.
import type { ManagedNode } from '../../../aws/ssm/managed-nodes.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';

const { pass, fail } = inArea('Servers');

/** Every server of the runbook: known in its Region, online, and Linux. */
export function judgeOnline(
  servers: readonly string[],
  nodes: readonly ManagedNode[],
  region: string,
): readonly Finding[] {
  return servers.map((server) => {
    const check = `${server} is online`;
    const node = nodes.find(({ id }) => id === server);
    if (node === undefined)
      return fail(
        check,
        `Systems Manager knows no such node in ${region}`,
        'start the server and its SSM Agent, and check its role; or correct application.servers and application.region',
      );
    if (node.ping !== 'Online')
      return fail(
        check,
        `${node.ping}${node.lastPing === undefined ? '' : `, last seen ${node.lastPing.toISOString()}`}, expected Online`,
        "start the server and its SSM Agent, and check its way to Systems Manager's endpoints",
      );
    if (node.platform !== 'Linux')
      return fail(
        check,
        `Online, but ${node.platform}, expected Linux`,
        'name the servers that mount the export in application.servers',
      );
    return pass(check, 'Online, Linux');
  });
}
