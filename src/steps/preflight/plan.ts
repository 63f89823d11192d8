// What the preflight does: it looks at everything that the run needs, and changes nothing.
import * as datasync from '../../core/requests/datasync.ts';
import * as events from '../../core/requests/event-bridge.ts';
import { filterLogEvents } from '../../core/requests/logs.ts';
import * as s3 from '../../core/requests/s3.ts';
import * as ssm from '../../core/requests/ssm.ts';
import * as gateway from '../../core/requests/storage-gateway.ts';
import { getCallerIdentity } from '../../core/requests/sts.ts';
import { readCalendar } from '../approval/calendar-plan.ts';
import { inspectServerRun, measureSpeedRun } from './servers/inspection-runs.ts';
import { eventTarget, NOTHING_IN_LOG } from './aws/event-target.ts';
import { readsAll } from '../verify-s3/read-time.ts';
import type { Speed } from '../../runbook/runbook.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import {
  readBucket,
  readDocuments,
  readEnvironments,
  readShare,
  readTask,
} from './settings-plan.ts';

/** Every check of the preflight: who the run is, then all services side by side, then the servers themselves. */
export function preflight(at: Place): Operation[] {
  const beside = [
    ...readEnvironments(at),
    ...calendar(at),
    ...documents(at),
    ...ends(at),
    ...served(at),
    ...kept(at),
  ];
  return [
    callOf(at, getCallerIdentity(), {
      what: 'read whose account and role this is',
    }),
    ...beside.map((one) => ({ ...one, sideBySide: 'side by side, in any order' })),
    ...onServers(at),
  ];
}

function calendar(at: Place): Operation[] {
  const { window } = at.runbook.change;
  return [
    ...readCalendar(at, { what: 'read whether the change calendar is open' }),
    ...(window === undefined
      ? []
      : readCalendar(
          at,
          {
            what: 'read whether it is open when the change window begins',
            only: 'the change window has not begun',
          },
          new Date(window.notBefore).toISOString(),
        )),
  ];
}

function documents(at: Place): Operation[] {
  const { servers } = at.runbook.application;
  return [
    callOf(at, ssm.describeInstances(servers, placeholder('next-token?')), {
      what: 'read whether Systems Manager reaches the servers',
      repeats: 'page by page',
    }),
    ...readDocuments(at),
  ];
}

/** The task, its agents and its two locations. */
const ends = (at: Place): Operation[] => [
  ...readTask(at, {
    what: 'read which folder the task copies, and by which agents',
    repeats: 'for the folder and for the agents',
  }),
  callOf(at, datasync.describeAgent(placeholder('agent-arn')), {
    what: 'read whether they are online',
    repeats: 'agent by agent',
  }),
  ...(readsAll(at.runbook.verify)
    ? [
        callOf(at, datasync.describeTaskExecution(placeholder('execution-arn')), {
          what: 'read how many files the last execution has found: the proof reads the metadata of each',
          only: 'the task was executed before',
        }),
      ]
    : []),
];

/** The gateway and its share. */
function served(at: Place): Operation[] {
  const { arn } = at.runbook.gateway;
  return [
    callOf(at, gateway.describeGateway(arn), {
      what: 'read whether the gateway is connected',
    }),
    callOf(at, gateway.describeMaintenance(arn), {
      what: 'read when it updates itself',
    }),
    callOf(at, gateway.describeCache(arn), {
      what: 'read how much of its cache is not uploaded',
    }),
    ...readShare(at),
  ];
}

/** The bucket's settings, and the way of the gateway's events. */
function kept(at: Place): Operation[] {
  const { account, bucket, evidence, refresh } = at.runbook;
  const of = { bucket: bucket.name, owner: bucket.owner };
  const find = { term: NOTHING_IN_LOG, since: placeholder('asked-at-ms') };
  const token = placeholder('next-token?');
  const byPage = { repeats: 'page by page' };
  return [
    callOf(at, s3.headBucket(of), { what: "read the bucket's Region" }),
    ...readBucket(at),
    ...(evidence.retainDays === undefined
      ? []
      : [
          callOf(at, s3.getObjectLock({ bucket: evidence.bucket, owner: account }), {
            what: 'read for how long Object Lock keeps evidence',
          }),
        ]),
    callOf(at, events.listRuleNamesByTarget(eventTarget(at.runbook), token), {
      what: `find the rules that bring events into ${refresh.logGroup}`,
      ...byPage,
    }),
    callOf(at, events.describeRule(placeholder('rule-name')), {
      what: 'read whether they are enabled for this share',
      repeats: 'rule by rule',
    }),
    callOf(at, filterLogEvents(refresh.logGroup, find, token), {
      what: 'read that the log group can be read',
      ...byPage,
    }),
  ];
}

function onServers(at: Place): Operation[] {
  const { runbook } = at;
  const what =
    'read what is mounted, what would mount the source again, what would not survive, and whether test files can be made';
  return [
    documentOf(at, inspectServerRun(runbook, runbook.application.servers), {
      what: `${what}, on every server`,
    }),
    ...(runbook.preflight.speed === undefined ? [] : [measure(at, runbook.preflight.speed)]),
  ];
}

function measure(at: Place, speed: Speed): Operation {
  const { application, gateway: served, source } = at.runbook;
  return documentOf(at, measureSpeedRun(at.runbook, placeholder('run'), speed), {
    what: `measure how fast ${application.user} reads in ${source.mount} and in ${served.mount}`,
    ...(speed.write && {
      changes: 'a hidden folder of its own beside the canary, on source and gateway, removed again',
    }),
  });
}
