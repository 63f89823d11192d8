// What refresh-cache does: the gateway reads the bucket again, and says when it is done.

import { filterLogEvents } from '../../core/requests/logs.ts';
import * as request from '../../core/requests/storage-gateway.ts';
import { minutesInWords } from '../../core/values/duration.ts';
import { DELAYS, REFRESH_BUSY_MS, REFRESH_SPACING_MS } from '../../plan/poll-intervals.ts';
import { FOLDERS_PER_CALL, foldersForShare } from './refresh-folders.ts';
import type { RefreshFolders } from './refresh-folders.ts';
import { apiCall, callOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { ELSE_ALL, someChanged } from '../tree/recheck-plan.ts';

/** One refresh of some folders. */
export function refresh(at: Place, { folders, recursive }: RefreshFolders): Operation[] {
  const { runbook } = at;
  const { gateway, refresh: settings } = runbook;
  const where = `${folders.join(', ')}${recursive ? ' and all below' : ''}`;
  const asked = request.refreshCache(gateway.share, folders, recursive);
  return [
    callOf(at, eventsOf(at, gateway.share), {
      what: 'see when this share was refreshed last',
      repeats: 'page by page',
    }),
    waitOf(
      at,
      {
        until: `${minutesInWords(REFRESH_SPACING_MS)} after the last refresh: a second one before that changes nothing`,
        intervalMs: [REFRESH_SPACING_MS, REFRESH_SPACING_MS],
        deadlineMs: REFRESH_SPACING_MS,
      },
      {
        what: 'keep the distance',
        only: `it was less than ${minutesInWords(REFRESH_SPACING_MS)} ago`,
      },
    ),
    callOf(at, asked, {
      what: `make the gateway read ${where} again`,
      changes: "the gateway's listing of these folders",
      repeats: `every ${REFRESH_BUSY_MS / 1000} s while two others run, until the gateway takes it`,
    }),
    waitOf(
      at,
      {
        polled: apiCall(runbook, eventsOf(at, placeholder('notification-id'))),
        until: 'the refresh-complete event of this very refresh',
        intervalMs: DELAYS.event,
        deadlineMs: settings.timeoutMs,
      },
      { what: 'wait for the end of the refresh' },
    ),
  ];
}

/** The gateway's cache after the freeze: the folders that changed since the proof, or all in one refresh. */
export function refreshAgain(at: Place): Operation[] {
  const { runbook } = at;
  const share = refresh(at, foldersForShare(runbook));
  if (runbook.verify.recheck === 'full') return share;
  const some = refresh(at, { folders: [placeholder('folders?')], recursive: false });
  const loop = `for each ${FOLDERS_PER_CALL} folders that changed`;
  return [
    ...some.map((one) => ({ ...one, only: one.only ?? someChanged(runbook), loop })),
    ...share.map((one) => ({ ...one, only: one.only ?? `${ELSE_ALL}, or one refresh is cheaper` })),
  ];
}

const eventsOf = ({ runbook }: Place, term: string) =>
  filterLogEvents(
    runbook.refresh.logGroup,
    { term, since: placeholder('asked-at-ms') },
    placeholder('next-token?'),
  );
