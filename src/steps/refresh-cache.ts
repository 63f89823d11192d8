// Step 5 of the procedure: the gateway reads the bucket's folders anew, and says when it is done.
import { formatDuration } from '../core/duration.ts';
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import { foldersForFile, foldersForShare } from '../runbook/refresh-folders.ts';
import type { RefreshFolders } from '../runbook/refresh-folders.ts';
import type { StepContext } from './context.ts';
import type { RecheckInputs } from './recheck.ts';
import { refreshFolders } from './refresh-call.ts';
import type { RefreshPorts, RefreshedFolders } from './refresh-call.ts';

export interface RefreshCacheInputs extends RecheckInputs {
  /**
   * `file`: the folder of `file`, and the runbook's folders. `share`: the runbook's folders, or all of the share.
   * `changed`: the folders that changed at the source since the gateway was proven, or `share` where that is cheaper.
   */
  readonly scope: 'file' | 'share' | 'changed';
  readonly file: string | undefined;
  /** With `changed`: how long the share's own refresh took when it was last measured, in seconds. */
  readonly 'share-seconds': number | undefined;
}

/** Refreshes and waits for the event of its own notification id; without the event the outcome is *unproven*. */
export async function refreshCache(
  context: StepContext,
  ports: RefreshPorts,
  inputs: RefreshCacheInputs,
): Promise<Outcome> {
  if (inputs.scope === 'changed') {
    const { refreshChanged } = await import('./refresh-changed.ts');
    return refreshChanged(context, ports, inputs);
  }
  const { folders, recursive } = foldersOf(context, inputs);
  return refreshOutcome(context, await refreshFolders(context, ports, folders, recursive));
}

/** What one call has come to. */
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

/** What is said of a refresh whose event did not come. */
export const noEvent = (logGroup: string, id: string): string =>
  `No refresh-complete event with id ${id} in ${logGroup}: the event was lost, the gateway restarted, or the EventBridge rule is off.`;

const describeEvents = ({ length }: RefreshedFolders['events']): string =>
  length === 0
    ? 'not seen'
    : length === 1
      ? 'seen'
      : `seen ${length} times (delivered more than once, counted once)`;

function foldersOf({ runbook }: StepContext, { scope, file }: RefreshCacheInputs): RefreshFolders {
  if (scope === 'share') return foldersForShare(runbook);
  if (file === undefined)
    throw new CutoverError('bad-input', {
      what: 'input file',
      expected: 'the file whose folder is refreshed, with scope: file',
      got: 'nothing',
      cure: 'hand over the output file of create-test-file, or use scope: share',
    });
  return foldersForFile(runbook, file);
}
