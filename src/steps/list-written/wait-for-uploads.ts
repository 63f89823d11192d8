// Waits until everything that clients have written through the gateway is in the bucket: its own event says so, alone.
import { asCutoverError } from '../../core/errors.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { waitFor } from '../../core/wait.ts';
import type { EventLog } from '../../aws/events/logs.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { parseUploadEvent } from '../refresh-cache/refresh-event.ts';

export interface UploadPorts {
  readonly gateway: StorageGateway;
  readonly events: EventLog;
}

/** Clocks of AWS and of this machine may differ, and the event can come before the answer to the request. */
const SKEW_MS = 120_000;

/**
 * Why the gateway may hold something that is not in the bucket yet; undefined where it holds nothing. Asked for after the
 * last unmount, the event counts for all that the servers have written. A share of the cache of 0 counts for nothing: it is
 * rounded, and it is that of all shares.
 */
export async function waitForUploads(
  { clock, runbook, signal, say }: StepContext,
  { gateway, events }: UploadPorts,
  timeoutMs: number,
): Promise<string | undefined> {
  const asked = clock.now();
  try {
    const id = await gateway.notifyWhenUploaded();
    const isEnd = (message: string): boolean => {
      const event = parseUploadEvent(message);
      return event?.notificationId === id && event.share === runbook.gateway.share;
    };
    await waitFor({
      what: 'the gateway',
      until: `its event that everything is uploaded (notification ${id})`,
      cure: '',
      clock,
      signal,
      timeoutMs,
      delaysMs: DELAYS.uploads,
      read: async () =>
        (await events.find(id, asked - SKEW_MS)).some(isEnd)
          ? 'uploaded'
          : gateway.dirtyPercentage(),
      classify: (seen) => (seen === 'uploaded' ? 'done' : 'again'),
      progress: (seen) => {
        say(`The gateway has not said that everything is uploaded; ${inWords(seen)}`);
      },
      describe: (seen) => `no event; ${inWords(seen)}`,
    });
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    const { got } = asCutoverError(thrown).failure;
    return `the gateway did not say that it has uploaded everything (${got}, waited ${formatDuration(timeoutMs)} at most)`;
  }
}

/** A share of a cache of terabytes: the digits of a small one say nothing. */
function inWords(seen: number | 'uploaded'): string {
  if (seen === 'uploaded') return seen;
  const percent = seen < 0.1 ? 'less than 0.1 %' : `${Math.round(seen * 10) / 10} %`;
  return `${percent} of its cache not uploaded`;
}
