// The outcome of a refresh, in words and values.

import { formatDuration } from '../../core/values/duration.ts';
import type { Outcome } from '../../core/record.ts';
import type { StepContext } from '../frame/context.ts';
import type { RefreshedFolders } from './refresh-call.ts';

/** The outcome of one call. */
export function refreshOutcome(
  { runbook }: StepContext,
  { id, folders, recursive, requested, took, events }: RefreshedFolders,
): Outcome {
  const seen = events.length > 0;
  return {
    verdict: seen ? 'pass' : 'unproven',
    says: seen
      ? `The gateway refreshed ${folders.join(', ')} in ${formatDuration(took)} and said so by its event.`
      : `The gateway accepted the refresh, but its completion event did not come within ${formatDuration(runbook.refresh.timeoutMs)}: unproven. The listing that follows decides.`,
    facts: [
      {
        name: 'Folders',
        value: `${folders.join(', ')}${recursive ? ' (recursive)' : ' (not below)'}`,
      },
      { name: 'Notification id', value: id },
      { name: 'Event', value: describeEvents(events) },
      { name: 'Log group', value: runbook.refresh.logGroup },
    ],
    warnings: seen ? [] : [noEvent(runbook.refresh.logGroup, id)],
    data: { notificationId: id, folders, recursive, requestedAt: requested, events },
    outputs: {
      'notification-id': id,
      'duration-seconds': String(Math.round(took / 1000)),
    },
  };
}

/** The warning for a refresh whose event did not come. */
export const noEvent = (logGroup: string, id: string): string =>
  `No refresh-complete event with id ${id} in ${logGroup}: the event was lost, the gateway restarted, or the EventBridge rule is off.`;

const describeEvents = ({ length }: RefreshedFolders['events']): string =>
  length === 0
    ? 'not seen'
    : length === 1
      ? 'seen'
      : `seen ${length} times (delivered more than once, counted once)`;
