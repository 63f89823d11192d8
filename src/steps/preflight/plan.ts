// What the preflight calls: it looks at everything that the run needs, and changes nothing.
import * as datasync from '../../core/requests/datasync.ts';
import * as events from '../../core/requests/event-bridge.ts';
import { filterLogEvents } from '../../core/requests/logs.ts';
import * as s3 from '../../core/requests/s3.ts';
import * as ssm from '../../core/requests/ssm.ts';
import * as gateway from '../../core/requests/storage-gateway.ts';
import { getCallerIdentity } from '../../core/requests/sts.ts';
import { inspectServerRun, measureSpeedRun } from './servers/inspection-runs.ts';
import { eventTarget, NOTHING_IN_LOG } from './aws/event-target.ts';
import { reviewedEnvironments } from '../../runbook/quorum.ts';
import type { Speed } from '../../runbook/runbook.ts';
import { apiCall, callOf, documentOf } from '../../plan/makers.ts';
import type { About, Place } from '../../plan/makers.ts';
import type { Json, Operation } from '../../plan/operation.ts';
import { hole } from '../../plan/placeholders.ts';

/** Every look of the preflight: who the run is, then all services side by side, then the servers themselves. */
export function preflight(at: Place): Operation[] {
  const beside = [...environments(at), ...documents(at), ...ends(at), ...served(at), ...kept(at)];
  return [
    calling(at, 'sts')('GetCallerIdentity', getCallerIdentity(), {
      what: 'read whose account and role this is',
    }),
    ...beside.map((one) => ({ ...one, sideBySide: 'side by side, in any order' })),
    ...onServers(at),
  ];
}

function environments(at: Place): Operation[] {
  const github = calling(at, 'github');
  const repository = { owner: hole('owner'), repo: hole('repository') };
  const environment = { ...repository, environment_name: hole('environment') };
  const repeats = 'environment by environment';
  return [
    github('GetRepository', repository, { what: 'read the default branch' }),
    github('GetEnvironment', environment, {
      what: `read how the environments ${[...reviewedEnvironments(at.runbook), 'prepare', 'back'].join(', ')} are protected`,
      repeats,
    }),
    github(
      'ListDeploymentBranchPolicies',
      { ...environment, per_page: 100 },
      { what: 'read which branches it lets in', only: 'it lets some in by name', repeats },
    ),
  ];
}

function documents(at: Place): Operation[] {
  const { servers } = at.runbook.application;
  const asked = calling(at, 'ssm');
  const repeats = 'document by document';
  const name = hole('document-name');
  return [
    asked('DescribeInstanceInformation', ssm.describeInstances(servers, hole('next-token?')), {
      what: 'read whether Systems Manager reaches the servers',
      repeats: 'page by page',
    }),
    asked('DescribeDocument', ssm.describeDocument(name), {
      what: 'read which documents are deployed',
      repeats,
    }),
    asked('GetDocument', ssm.getDocument(name, hole('document-version')), {
      what: 'compare their texts with the reviewed ones',
      repeats,
    }),
  ];
}

/** The task and its two ends. */
function ends(at: Place): Operation[] {
  const asked = calling(at, 'datasync');
  const source = datasync.describeLocationNfs(hole('location-arn'));
  const destination = datasync.describeLocationS3(hole('destination-arn'));
  return [
    asked('DescribeTask', datasync.describeTask(at.runbook.datasync.task), {
      what: 'read whether the task can run, and its schedule',
    }),
    asked('DescribeLocationNfs', source, {
      what: 'read which folder the task copies, and by which agents',
      repeats: 'for the folder and for the agents',
    }),
    asked('DescribeAgent', datasync.describeAgent(hole('agent-arn')), {
      what: 'read whether they are online',
      repeats: 'agent by agent',
    }),
    asked('DescribeLocationS3', destination, {
      what: 'read where the task writes, in which storage class',
    }),
  ];
}

/** The gateway and its share. */
function served(at: Place): Operation[] {
  const { arn, share } = at.runbook.gateway;
  const asked = calling(at, 'storagegateway');
  return [
    asked('DescribeGatewayInformation', gateway.describeGateway(arn), {
      what: 'read whether the gateway is connected',
    }),
    asked('DescribeMaintenanceStartTime', gateway.describeMaintenance(arn), {
      what: 'read when it updates itself',
    }),
    asked('DescribeCache', gateway.describeCache(arn), {
      what: 'read how much of its cache is not uploaded',
    }),
    asked('DescribeNFSFileShares', gateway.describeFileShares([share]), {
      what: 'read what the share shows, and to whom',
    }),
  ];
}

/** The bucket's settings, and the way of the gateway's events. */
function kept(at: Place): Operation[] {
  const { account, bucket, refresh } = at.runbook;
  const of = { bucket: bucket.name, owner: account };
  const asked = calling(at, 's3');
  const eventsOf = calling(at, 'events');
  const setting = (operation: string, what: string): Operation =>
    asked(operation, s3.ofBucket(of), { what });
  const find = { term: NOTHING_IN_LOG, since: hole('asked-at-ms') };
  const token = hole('next-token?');
  const byPage = { repeats: 'page by page' };
  return [
    setting('HeadBucket', "read the bucket's Region"),
    setting('GetBucketVersioning', 'read whether versions are kept'),
    setting('GetBucketEncryption', 'read how objects are encrypted'),
    setting('GetBucketOwnershipControls', 'read whether objects may have ACLs'),
    setting('GetBucketLifecycleConfiguration', 'read which rules take objects away'),
    asked('ListBucketIntelligentTieringConfigurations', s3.listArchives(of, token), {
      what: 'read which archive tiers take objects away',
      ...byPage,
    }),
    eventsOf(
      'ListRuleNamesByTarget',
      events.listRuleNamesByTarget(eventTarget(at.runbook), token),
      { what: `find the rules that bring events into ${refresh.logGroup}`, ...byPage },
    ),
    eventsOf('DescribeRule', events.describeRule(hole('rule-name')), {
      what: 'read whether they are enabled for this share',
      repeats: 'rule by rule',
    }),
    calling(at, 'logs')('FilterLogEvents', filterLogEvents(refresh.logGroup, find, token), {
      what: 'read that the log group can be read',
      ...byPage,
    }),
  ];
}

function onServers(at: Place): Operation[] {
  const { runbook } = at;
  const { servers } = runbook.application;
  const inspect = (on: readonly string[], about: About): Operation =>
    documentOf(at, inspectServerRun(runbook, on), about);
  const what =
    'read what is mounted, what would mount the source again, and what would not survive';
  return [
    inspect(servers, { what: `${what}, on every server` }),
    ...(servers.length === 1
      ? []
      : [
          inspect([hole('server')], {
            what,
            only: 'not all of them answered together',
            repeats: 'server by server',
          }),
        ]),
    ...(runbook.preflight.speed === undefined ? [] : [measure(at, runbook.preflight.speed)]),
  ];
}

function measure(at: Place, speed: Speed): Operation {
  const { application, gateway: served, source } = at.runbook;
  return documentOf(at, measureSpeedRun(at.runbook, hole('run'), speed), {
    what: `measure how fast ${application.user} reads in ${source.mount} and in ${served.mount}`,
    ...(speed.write && {
      changes: 'a hidden folder of its own beside the canary on both sides, removed again',
    }),
  });
}

type Calling = (
  operation: string,
  parameters: Readonly<Record<string, Json>>,
  about: About,
) => Operation;

const calling =
  (at: Place, service: string): Calling =>
  (operation, parameters, about) =>
    callOf(at, apiCall(at.runbook, service, operation, parameters), about);
