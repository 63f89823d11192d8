// What finalize does: it reads everything, exports the task and all that belongs to it, and deletes that.

import * as datasync from '../../core/requests/datasync.ts';
import { getObject, headObject, putOnce } from '../../core/requests/s3.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { exportKey } from './export-key.ts';
import { DELAYS, DELETION_MS } from '../../plan/poll-intervals.ts';
import type { Finalize } from '../../runbook/runbook.ts';
import { apiCall, callOf, documentOf, waitOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation, Request } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readJournal, renewClaim, writeJournal } from '../migration/plan.ts';
import { raiseRun } from '../servers/mount-runs.ts';
import { readMounts } from '../create-test-file/plan.ts';

const evidenceOf = ({ runbook }: Place) => ({
  bucket: runbook.evidence.bucket,
  owner: runbook.account,
});

/** Everything that finalize reads before it deletes; of what an earlier try has deleted, only that it is gone. */
export function readBeforeDeletion(at: Place, { holdMs, deleteAgent }: Finalize): Operation[] {
  const { source } = at.runbook;
  return [
    ...readJournal(at),
    readMounts(at, {
      what: `read on every server that run ${placeholder('confirmed-run')} was confirmed at least ${formatDuration(holdMs)} ago and that the gateway alone serves ${source.mount}`,
    }),
    callOf(at, getObject(evidenceOf(at), keyOf(at)), {
      what: 'see whether an earlier try has left an export',
    }),
    ...readResources(at),
    ...lookForUsers(at, deleteAgent),
  ];
}

const keyOf = ({ runbook }: Place): string => exportKey(runbook.name, placeholder('confirmed-run'));

const THERE = 'it is still there';

function readResources(at: Place): Operation[] {
  const { task } = at.runbook.datasync;
  const [source, destination] = [placeholder('location-arn'), placeholder('destination-arn')];
  const agents = 'agent by agent';
  const tags = (arn: string, more: Partial<About> = {}): Operation =>
    callOf(at, datasync.listTagsForResource(arn), {
      what: 'read its tags',
      only: THERE,
      ...more,
    });
  return [
    callOf(at, datasync.describeTask(task), {
      what: 'read the task: that nothing runs and no schedule starts it',
    }),
    tags(task),
    callOf(at, datasync.describeLocation('Nfs', source), {
      what: 'read its source location',
    }),
    tags(source),
    callOf(at, datasync.describeLocation('S3', destination), {
      what: 'read its destination location',
    }),
    tags(destination),
    callOf(at, datasync.describeAgent(placeholder('agent-arn')), {
      what: 'read the agents of the source',
      loop: agents,
    }),
    tags(placeholder('agent-arn'), { loop: agents }),
    callOf(at, datasync.listTaskExecutions(task, placeholder('next-token?')), {
      what: 'list the executions of the last 30 days: all have ended',
      only: 'the task is still there',
      repeats: 'page by page',
    }),
  ];
}

function lookForUsers(at: Place, deleteAgent: boolean): Operation[] {
  const token = placeholder('next-token?');
  const agents = 'an agent is still there';
  return [
    callOf(at, datasync.listTasks(placeholder('own-location-id'), token), {
      what: 'see that no other task has one of the two locations',
      only: 'the location is still there',
      repeats: 'location by location, page by page',
    }),
    ...(deleteAgent
      ? [
          callOf(at, datasync.listLocations(token), {
            what: 'list all locations',
            only: agents,
            repeats: 'page by page',
          }),
          ...datasync.LOCATION_KINDS.map((kind) =>
            callOf(at, datasync.describeLocation(kind, placeholder('other-location-arn')), {
              what: `see that no other ${kind} location is reached through one of the agents`,
              only: 'there are others',
              loop: 'location by location',
            }),
          ),
        ]
      : []),
  ];
}

/** The export, then the deletion of each resource, in their order. */
export function deleteTaskResources(at: Place, { deleteAgent }: Finalize): Operation[] {
  const { datasync: own } = at.runbook;
  const only = 'something is left to delete';
  const place = `s3://${at.runbook.evidence.bucket}/${keyOf(at)}`;
  const source = placeholder('location-arn');
  const destination = placeholder('destination-arn');
  return [
    callOf(at, putOnce(evidenceOf(at), keyOf(at)), {
      what: 'export what there is, once',
      changes: `a new object, ${place}`,
      only,
    }),
    callOf(at, headObject(evidenceOf(at), keyOf(at)), {
      what: 'look whether it is there, and else try again',
      only: 'S3 refuses the export with 409, a passing conflict',
    }),
    callOf(at, getObject(evidenceOf(at), keyOf(at)), { what: 'read it back', only }),
    writeJournal(at, { what: 'say in the journal that this run is about to delete', only }),
    ...renewClaim(at, { only }),
    ...remove(at, 'the task', [datasync.deleteTask(own.task), datasync.describeTask(own.task)]),
    ...remove(at, 'its source location', [
      datasync.deleteLocation(source),
      datasync.describeLocation('Nfs', source),
    ]),
    ...remove(at, 'its destination location', [
      datasync.deleteLocation(destination),
      datasync.describeLocation('S3', destination),
    ]),
    ...(deleteAgent
      ? remove(at, 'each agent', [
          datasync.deleteAgent(placeholder('agent-arn')),
          datasync.describeAgent(placeholder('agent-arn')),
        ])
      : []),
    writeJournal(at, {
      what: 'say in the journal that the migration is over',
      only: 'the journal does not say so yet',
    }),
    documentOf(at, raiseRun(at.runbook, 'forget'), {
      what: 'remove from every server the script that leads back by hand',
      changes: 'nobody leads back by that script any more',
      only: 'nothing is left to delete',
    }),
  ];
}

function remove(at: Place, what: string, [end, polled]: readonly [Request, Request]): Operation[] {
  const loop = `until ${what} is gone`;
  const only = `${what} is still there`;
  return [
    callOf(at, end, {
      what: `delete ${what}`,
      changes: `${what} is gone for good`,
      only,
      loop,
      repeats: 'while DataSync says that it is in use',
    }),
    waitOf(
      at,
      {
        polled: apiCall(at.runbook, polled),
        until: 'that it is not found',
        intervalMs: DELAYS.deletion,
        deadlineMs: DELETION_MS,
      },
      { what: `read that ${what} is gone`, only, loop },
    ),
  ];
}
