// The gateway's event that a refresh is complete, as EventBridge puts it into the log group.
import type { Instant } from '../../core/clock.ts';

export interface RefreshEvent {
  readonly notificationId: string;
  readonly share: string;
  readonly folders: readonly string[];
  /** Epoch milliseconds, or undefined if the event has no readable time. */
  readonly started: Instant | undefined;
  readonly completed: Instant | undefined;
}

/**
 * Reads one log message; undefined for anything that is not a refresh-complete event. Keys are hyphenated;
 * `folderList` stands in `detail`, in older events beside it (Storage Gateway guide before 2021).
 */
export function parseRefreshEvent(message: string): RefreshEvent | undefined {
  const event = asObject(safeJson(message));
  const detail = asObject(event?.detail);
  if (event?.source !== 'aws.storagegateway' || detail?.['event-type'] !== 'refresh-complete')
    return undefined;
  const id = detail['notification-id'];
  if (typeof id !== 'string') return undefined;
  return {
    notificationId: id,
    share: texts(event.resources).find((arn) => arn.includes(':share/')) ?? '',
    folders: texts(detail.folderList ?? event.folderList),
    started: time(detail.started),
    completed: time(detail.completed),
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function time(value: unknown): Instant | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
