// A part of the key space, and how it is called in a message.

/** The keys after `after`, up to and with `until`; both are paths below the listing's prefix, in bytes. */
export interface KeyRange {
  readonly after?: Buffer | undefined;
  readonly until?: Buffer | undefined;
}

/** Everything that a terminal or a browser would act on, or not show at all. */
const INVISIBLE =
  /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The bytes of a key as one word on one line. */
export function shownKey(key: Uint8Array): string {
  return JSON.stringify(Buffer.from(key).toString('utf8')).replace(
    INVISIBLE,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `keys after "a" up to "b"`. */
export function shownRange({ after, until }: KeyRange): string {
  if (after === undefined && until === undefined) return 'all keys';
  const from = after === undefined ? 'from the first' : `after ${shownKey(after)}`;
  return `keys ${from} ${until === undefined ? 'to the last' : `up to ${shownKey(until)}`}`;
}
