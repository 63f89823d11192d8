// The gateway's events that a refresh or an upload is complete, as EventBridge puts it into the log group.
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
  const read = parseEvent(message, 'refresh-complete');
  if (read === undefined) return undefined;
  const { event, detail, notificationId, share } = read;
  return {
    notificationId,
    share,
    folders: texts(detail.folderList ?? event.folderList),
    started: time(detail.started),
    completed: time(detail.completed),
  };
}

/** The notification id and the share of a message that says that everything is uploaded; undefined for any other one. */
export const parseUploadEvent = (
  message: string,
): Pick<RefreshEvent, 'notificationId' | 'share'> | undefined =>
  parseEvent(message, 'upload-complete');

type Members = Readonly<Record<string, unknown>>;

function parseEvent(
  message: string,
  type: 'refresh-complete' | 'upload-complete',
):
  | (Pick<RefreshEvent, 'notificationId' | 'share'> & { event: Members; detail: Members })
  | undefined {
  const event = asObject(safeJson(message));
  const detail = asObject(event?.detail);
  if (event?.source !== 'aws.storagegateway' || detail?.['event-type'] !== type) return undefined;
  const notificationId = detail['notification-id'];
  if (typeof notificationId !== 'string') return undefined;
  const share = texts(event.resources).find((arn) => arn.includes(':share/')) ?? '';
  return { event, detail, notificationId, share };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null ? (value as Members) : undefined;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function time(value: unknown): Instant | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
