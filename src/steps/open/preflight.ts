// The preflight with its adapters: each service that a run needs, to be looked at.
import { openBucketSettings } from '../../aws/bucket-settings.ts';
import { openDataSync } from '../../aws/datasync.ts';
import { openLocations } from '../../aws/datasync-locations.ts';
import { openEventRules } from '../../aws/event-rules.ts';
import { openGatewaySettings } from '../../aws/gateway-settings.ts';
import { openEventLog } from '../../aws/logs.ts';
import { managedNodes } from '../../aws/managed-nodes.ts';
import { callerIdentity } from '../../aws/sts.ts';
import { openEnvironments } from '../../github/environments.ts';
import type { GitHubEnvironments } from '../../github/environments.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';
import type { Look, PlanInputs } from '../plan.ts';
import { awsGroups } from '../preflight/aws-groups.ts';
import type { PreflightPorts } from '../preflight/aws-groups.ts';
import { checkGates } from '../preflight/gates.ts';
import type { Group } from '../preflight/group.ts';
import { preflight } from '../preflight/preflight.ts';
import { openServers } from './servers.ts';
import { openShare } from './share.ts';

/** All checks of the preflight of a run that goes as far as `until`. */
export function openPreflight(
  context: StepContext,
  { until, token }: Pick<PlanInputs, 'until' | 'token'>,
): Look {
  const gates: Group = {
    area: 'Gates',
    check: 'Environments',
    look: async () => checkGates(context, { environments: await openGates(context, token) }),
  };
  const groups = { ...awsGroups(context, until, openPorts(context)), other: [gates] };
  return () => preflight(groups, context.signal);
}

/** Undefined without a token: then nothing of them can be known. */
async function openGates(
  { env, signal }: StepContext,
  token: string | undefined,
): Promise<GitHubEnvironments | undefined> {
  const repository = env.GITHUB_REPOSITORY;
  if (token === undefined || repository === undefined) return undefined;
  return openEnvironments({ token, repository, apiUrl: env.GITHUB_API_URL, signal });
}

/** The servers in their Region, everything else in that of the task, the share and the bucket. */
function openPorts(context: StepContext): PreflightPorts {
  const { account, application, bucket, datasync, gateway, refresh, storageRegion } =
    context.runbook;
  const storage = connectionTo(context, storageRegion);
  return {
    identity: () => callerIdentity(storage),
    nodes: (servers) => managedNodes(connectionTo(context, application.region), servers),
    ssm: openServers(context),
    datasync: openDataSync(storage, datasync.task),
    locations: openLocations(storage),
    gateway: openGatewaySettings(storage, gateway.arn, gateway.share),
    cache: openShare(context),
    bucket: openBucketSettings(storage, bucket.name, account),
    rules: openEventRules(storage),
    log: openEventLog(storage, refresh.logGroup),
  };
}
