// The preflight with its adapters: one for each service that a run needs.
import { openBucketSettings } from '../../aws/s3/bucket-settings.ts';
import { openLocations } from '../../aws/datasync/locations.ts';
import { openEventRules } from '../../aws/events/event-rules.ts';
import { openGatewaySettings } from '../../aws/storage-gateway/gateway-settings.ts';
import { openEventLog } from '../../aws/events/logs.ts';
import { managedNodes } from '../../aws/ssm/managed-nodes.ts';
import { callerIdentity } from '../../aws/sts.ts';
import { openEnvironments } from '../../github/environments.ts';
import type { GitHubEnvironments } from '../../github/environments.ts';
import { serverConnection, storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { gitHubAccess } from '../frame/github-access.ts';
import type { Look, PlanInputs } from '../plan/plan.ts';
import { awsGroups } from './aws/aws-groups.ts';
import type { PreflightPorts } from './aws/aws-groups.ts';
import { calendarGroups } from './calendar-checks.ts';
import { checkGates } from './gates.ts';
import type { Group } from './group.ts';
import { preflight } from './preflight.ts';
import { openServers, openShare, openTask } from '../frame/adapters.ts';

/** All checks of the preflight of a run that goes as far as `until`. */
export async function openPreflight(
  context: StepContext,
  { until, token }: Pick<PlanInputs, 'until' | 'token'>,
): Promise<Look> {
  const gates: Group = {
    area: 'Gates',
    check: 'Environments',
    look: async () => checkGates(context, { environments: await openGates(context, token) }),
  };
  const ofAws = awsGroups(context, until, await openPorts(context));
  const aws = [...ofAws.aws, ...calendarGroups(context)];
  const groups = { ...ofAws, aws, other: [gates] };
  return () => preflight(groups, context.signal);
}

/** Undefined without a token: then the step cannot know anything about them. */
async function openGates(
  context: StepContext,
  token: string | undefined,
): Promise<GitHubEnvironments | undefined> {
  const access = gitHubAccess(context, token);
  return access === undefined ? undefined : await openEnvironments(access);
}

/** The servers in their Region, everything else in that of the task, the share and the bucket. */
async function openPorts(context: StepContext): Promise<PreflightPorts> {
  const { account, bucket, evidence, gateway, refresh } = context.runbook;
  const storage = storageConnection(context);
  const [ssm, task, share] = await Promise.all([
    openServers(context),
    openTask(context),
    openShare(context),
  ]);
  return {
    identity: () => callerIdentity(serverConnection(context)),
    nodes: (servers) => managedNodes(serverConnection(context), servers),
    ssm,
    datasync: task,
    locations: openLocations(storage),
    gateway: openGatewaySettings(storage, gateway.arn, gateway.share),
    cache: share,
    bucket: openBucketSettings(storage, bucket.name, bucket.owner),
    evidence: openBucketSettings(storage, evidence.bucket, account),
    rules: openEventRules(storage),
    log: openEventLog(storage, refresh.logGroup),
  };
}
