// All groups of checks in AWS and on the servers.
import type { BucketSettings } from '../../../aws/s3/bucket-settings.ts';
import type { DataSync } from '../../../aws/datasync/datasync.ts';
import type { Locations } from '../../../aws/datasync/locations.ts';
import type { EventRules } from '../../../aws/events/event-rules.ts';
import type { GatewaySettings } from '../../../aws/storage-gateway/gateway-settings.ts';
import type { EventLog } from '../../../aws/events/logs.ts';
import type { ManagedNode } from '../../../aws/ssm/managed-nodes.ts';
import type { Ssm } from '../../../aws/ssm/ssm.ts';
import type { StorageGateway } from '../../../aws/storage-gateway/storage-gateway.ts';
import type { Identity } from '../../../aws/sts.ts';
import type { Until } from '../../../plan/plan.ts';
import type { StepContext } from '../../frame/context.ts';
import { judgeIdentity } from './account.ts';
import { bucketGroups } from './bucket-checks.ts';
import { dataSyncGroups } from './datasync-checks.ts';
import { documentGroups } from '../servers/deployed-documents.ts';
import { evidenceGroups } from '../evidence-checks.ts';
import { eventGroups } from './event-checks.ts';
import type { Finding } from '../finding.ts';
import { gatewayGroups } from './gateway-checks.ts';
import { inArea, once } from '../group.ts';
import type { Group } from '../group.ts';
import { inspectServers } from '../servers/inspect-servers.ts';
import { measureSpeed } from '../servers/measure-speed.ts';
import type { PreflightGroups } from '../preflight.ts';
import { sampleGroups } from './sample-check.ts';
import { judgeOnline } from '../servers/online-checks.ts';

export interface PreflightPorts {
  readonly identity: () => Promise<Identity>;
  readonly nodes: (servers: readonly string[]) => Promise<readonly ManagedNode[]>;
  readonly ssm: Ssm;
  readonly datasync: DataSync;
  readonly locations: Locations;
  readonly gateway: GatewaySettings;
  readonly cache: StorageGateway;
  readonly bucket: BucketSettings;
  readonly evidence: Pick<BucketSettings, 'retention'>;
  readonly rules: EventRules;
  readonly log: EventLog;
}

/** The groups of checks that AWS's own APIs answer. */
export function awsGroups(
  context: StepContext,
  until: Until,
  ports: PreflightPorts,
): Omit<PreflightGroups, 'other'> {
  const { runbook } = context;
  const { region, servers } = runbook.application;
  const nodes = once(() => ports.nodes(servers));
  const share = once(() => ports.gateway.share());
  const task = once(() => ports.datasync.describeTask());
  const account: Group = {
    area: 'Account',
    check: 'Account and role',
    look: async () => judgeIdentity(await ports.identity(), context),
  };
  const online: Group = {
    area: 'Servers',
    check: 'Servers are online',
    look: async () => judgeOnline(servers, await nodes(), region),
  };
  const reads = { settings: ports.gateway, cache: ports.cache, share, nodes };
  return {
    account,
    aws: [
      online,
      ...documentGroups(ports.ssm),
      ...dataSyncGroups(runbook, ports, task),
      ...sampleGroups(runbook.verify, ports.datasync, task),
      ...gatewayGroups(context, until, reads),
      ...bucketGroups(runbook, ports.bucket, share),
      ...evidenceGroups(runbook, ports.evidence),
      ...eventGroups(context, ports.rules, ports.log),
    ],
    servers: [
      onServers(context, ports.ssm, async () => judgeOnline(servers, await nodes(), region)),
    ],
  };
}

/** What the servers say themselves: asked only if all are online, else each would cost its delivery timeout. */
function onServers(
  context: StepContext,
  ssm: Ssm,
  online: () => Promise<readonly Finding[]>,
): Group {
  const { unproven } = inArea('Mounts');
  return {
    area: 'Mounts',
    check: 'What the servers say',
    look: async () => {
      if ((await online()).every(({ state }) => state === 'pass'))
        return [
          ...(await inspectServers(context, { ssm })),
          ...(await measureSpeed(context, { ssm })),
        ];
      const cure = 'mend the findings of the area Servers first';
      return [unproven('What the servers say', 'not asked, as not all of them are online', cure)];
    },
  };
}
