// Step 5 of the procedure: the gateway reads the bucket's folders anew, and says when it is done.
import type { Instant } from '../core/clock.ts';
import { formatDuration } from '../core/duration.ts';
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import { waitFor } from '../core/wait.ts';
import type { EventLog } from '../aws/logs.ts';
import type { StorageGateway } from '../aws/storage-gateway.ts';
import { DELAYS, REFRESH_BUSY_MS, REFRESH_SPACING_MS } from '../runbook/polls.ts';
import { foldersForFile, foldersForShare } from '../runbook/refresh-folders.ts';
import type { RefreshFolders } from '../runbook/refresh-folders.ts';
import type { StepContext } from './context.ts';
import { parseRefreshEvent } from './refresh-event.ts';
import type { RefreshEvent } from './refresh-event.ts';

export interface RefreshCacheInputs {
  /** `file`: the folder of `file`, and the runbook's folders. `share`: the runbook's folders, or all of the share. */
  readonly scope: 'file' | 'share';
  readonly file: string | undefined;
}

export interface RefreshPorts {
  readonly gateway: StorageGateway;
  readonly log: EventLog;
}

/** Clocks of AWS and of this machine may differ, and the event can come before the answer to the request. */
const SKEW_MS = 120_000;

/** Refreshes and waits for the event of its own notification id; without the event the outcome is *unproven*. */
export async function refreshCache(
  context: StepContext,
  ports: RefreshPorts,
  inputs: RefreshCacheInputs,
): Promise<Outcome> {
  const { clock, runbook, say } = context;
  const { folders, recursive } = foldersOf(context, inputs);
  await keepDistance(context, ports.log);
  const requested = clock.now();
  const id = await request(context, ports.gateway, folders, recursive);
  say(
    `Refresh accepted: ${folders.join(', ')}${recursive ? ' and all below' : ''}, notification ${id}`,
  );
  const events = await waitForEvent(context, ports.log, id, requested);
  const event = events[0];
  const took = (event?.completed ?? clock.now()) - (event?.started ?? requested);
  return {
    verdict: event === undefined ? 'unproven' : 'pass',
    says:
      event === undefined
        ? `The gateway accepted the refresh, but its completion event did not come within ${formatDuration(runbook.refresh.timeoutMs)}: unproven. The listing that follows decides.`
        : `The gateway refreshed ${folders.join(', ')} in ${formatDuration(Math.max(0, took))} and said so by its event.`,
    facts: [
      {
        name: 'Folders',
        value: `${folders.join(', ')}${recursive ? ' (recursive)' : ' (not below)'}`,
      },
      { name: 'Notification id', value: id },
      { name: 'Event', value: event === undefined ? 'not seen' : describeEvents(events) },
      { name: 'Log group', value: runbook.refresh.logGroup },
    ],
    warnings:
      event === undefined
        ? [
            `No refresh-complete event with id ${id} in ${runbook.refresh.logGroup}: the event was lost, the gateway restarted, or the EventBridge rule is off.`,
          ]
        : [],
    data: { notificationId: id, folders, recursive, requestedAt: requested, events },
    outputs: {
      'notification-id': id,
      'duration-seconds': String(Math.round(Math.max(0, took) / 1000)),
    },
  };
}

const describeEvents = (events: readonly RefreshEvent[]): string =>
  events.length === 1
    ? 'seen'
    : `seen ${events.length} times (delivered more than once, counted once)`;

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

/** Sleeps until 60 s have passed since the last refresh of this share that the log group knows. */
async function keepDistance(context: StepContext, log: EventLog): Promise<void> {
  const { clock, runbook, say, signal } = context;
  const now = clock.now();
  const messages = await log.find(runbook.gateway.share, now - REFRESH_SPACING_MS - SKEW_MS);
  const last = messages
    .map(parseRefreshEvent)
    .filter((event) => event?.share === runbook.gateway.share)
    .map((event) => event?.completed ?? 0);
  const wait = Math.min(Math.max(0, ...last) + REFRESH_SPACING_MS - now, REFRESH_SPACING_MS);
  if (wait <= 0) return;
  say(`The last refresh of this share was less than a minute ago: waiting ${formatDuration(wait)}`);
  await clock.sleep(wait, signal);
}

/** Retries while the gateway is busy with two others; anything else that it refuses is final. */
async function request(
  context: StepContext,
  gateway: StorageGateway,
  folders: readonly string[],
  recursive: boolean,
): Promise<string> {
  const { clock, runbook, signal, say } = context;
  const deadline = clock.now() + runbook.refresh.timeoutMs;
  for (;;) {
    try {
      return await gateway.refresh(folders, recursive);
    } catch (thrown) {
      if (!maybeBusy(thrown) || clock.now() >= deadline) throw thrown;
      say(`The gateway did not take the refresh (${thrown.failure.got}); trying again`);
      await clock.sleep(Math.min(REFRESH_BUSY_MS, deadline - clock.now()), signal);
    }
  }
}

/** Error codes that waiting cannot mend (Storage Gateway API, StorageGatewayError.errorCode). */
const FINAL =
  /^(FileShareNotFound|GatewayNotFound|InvalidGateway|InvalidParameters|AccessDenied|AuthenticationFailure|NotSupported|OutdatedGateway|ActivationKey.*)$/;

/** "Busy" has no code of its own: it comes as InvalidGatewayRequestException, as unreachable gateways do (boto/botocore#2893). */
function maybeBusy(thrown: unknown): thrown is CutoverError {
  if (!(thrown instanceof CutoverError)) return false;
  const cause = thrown.cause as
    { readonly name?: unknown; readonly error?: { readonly errorCode?: unknown } } | undefined;
  if (cause?.name !== 'InvalidGatewayRequestException') return false;
  const code = cause.error?.errorCode;
  return (
    !(typeof code === 'string' && FINAL.test(code)) &&
    !/not found|does not exist/i.test(thrown.message)
  );
}

/** The events with this id, or none when the deadline came first. Foreign ids in the group are passed over. */
async function waitForEvent(
  context: StepContext,
  log: EventLog,
  id: string,
  requested: Instant,
): Promise<readonly RefreshEvent[]> {
  const { clock, signal, say, runbook } = context;
  try {
    return await waitFor({
      what: `refresh ${id}`,
      until: 'its refresh-complete event',
      cure: '',
      clock,
      signal,
      timeoutMs: runbook.refresh.timeoutMs,
      delaysMs: DELAYS.event,
      read: async () =>
        (await log.find(id, requested - SKEW_MS))
          .map(parseRefreshEvent)
          .filter((event) => event !== undefined)
          .filter(
            ({ notificationId, share }) => notificationId === id && share === runbook.gateway.share,
          ),
      classify: (events) => (events.length > 0 ? 'done' : 'again'),
      progress: () => {
        say(`Waiting for the completion event · ${formatDuration(clock.now() - requested)}`);
      },
      describe: () => 'no event',
    });
  } catch (thrown) {
    if (thrown instanceof CutoverError && thrown.code === 'deadline') return [];
    throw thrown;
  }
}
