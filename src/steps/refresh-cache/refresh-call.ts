// One call of RefreshCache: not within a minute after the last one; it is done when the event with its own id arrives.

import type { Instant } from '../../core/clock.ts';
import { formatDuration, minutesInWords } from '../../core/values/duration.ts';
import { CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { EventLog } from '../../aws/events/logs.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import { DELAYS, REFRESH_BUSY_MS, REFRESH_SPACING_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import type { RefreshPorts } from './adapters.ts';
import { parseRefreshEvent } from './refresh-event.ts';
import type { RefreshEvent } from './refresh-event.ts';

export interface RefreshedFolders {
  /** The notification id. */
  readonly id: string;
  readonly folders: readonly string[];
  readonly recursive: boolean;
  readonly requested: Instant;
  /** Milliseconds from the gateway's start to its end; without an event, how long the step waited. */
  readonly took: number;
  /** None if the event did not come in time. */
  readonly events: readonly RefreshEvent[];
}

/** Clocks of AWS and of this machine may differ, and the event can come before the answer to the request. */
const SKEW_MS = 120_000;

/** Refreshes `folders` and waits for the event; the caller decides what a missing event means. */
export async function refreshFolders(
  context: StepContext,
  ports: RefreshPorts,
  folders: readonly string[],
  recursive: boolean,
): Promise<RefreshedFolders> {
  const { clock, say } = context;
  await keepDistance(context, ports.log);
  const requested = clock.now();
  const id = await request(context, ports.gateway, folders, recursive);
  say(
    `Refresh accepted: ${folders.join(', ')}${recursive ? ' and all below' : ''}, notification ${id}`,
  );
  const events = await waitForEvent(context, ports.log, id, requested);
  const [event] = events;
  const took = Math.max(0, (event?.completed ?? clock.now()) - (event?.started ?? requested));
  return { id, folders, recursive, requested, took, events };
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
  const distance = minutesInWords(REFRESH_SPACING_MS);
  say(
    `The last refresh of this share was less than ${distance} ago: waiting ${formatDuration(wait)}`,
  );
  await clock.sleep(wait, signal);
}

/** Retries while the gateway is busy with two others; any other refusal is final. */
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

/** The events with this id, or none if the deadline came first. Ignores other ids in the group. */
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
