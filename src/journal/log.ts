// The log of a share in its bucket: entries are created, each only once, and never changed.
import type { Clock } from '../core/clock.ts';
import { asCutoverError, CutoverError } from '../core/errors.ts';
import { entryName, journalPrefix } from '../core/requests/s3.ts';
import { broken, checkLink, readEntry } from './chain.ts';
import type { Found } from './chain.ts';
import { entryText, PROBE_TEXT, sequenceOf } from './entry.ts';
import type { Entry } from './entry.ts';

/** The bucket of the journal, as far as the log needs it. */
export interface JournalStore {
  readonly name: string;
  /** Creates the object with one request, never repeated; `exists`: refused with 412. Throws whatever else happens. */
  create(key: string, text: string): Promise<'created' | 'exists'>;
  /** The object's text, or undefined where there is none. */
  read(key: string): Promise<string | undefined>;
  /** What stands behind `prefix` in the keys below it, in their order, all pages. */
  names(prefix: string): Promise<readonly string[]>;
}

/** What became of a write. */
export type Appended =
  | { readonly kind: 'done'; readonly entry: Entry }
  /** Another writer was first with this sequence. */
  | { readonly kind: 'lost'; readonly to: Entry };

interface Timing {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A way back does without the journal rather than wait for it. */
  readonly hurried?: boolean;
  /** Is told each newest entry that was read, and each own one that was written. */
  readonly onEntry?: (entry: Entry) => void;
}

/** How often one entry is sent, or looked for, before the outcome counts as unknown. */
export const TRIES = 6;
const HURRIED_TRIES = 2;
const FIRST_DELAY_MS = 500;

/** The journal of one share. */
export class JournalLog {
  readonly #store: JournalStore;
  readonly #prefix: string;
  readonly #timing: Timing;

  constructor(store: JournalStore, share: string, timing: Timing) {
    this.#store = store;
    this.#prefix = journalPrefix(share);
    this.#timing = timing;
  }

  /** Where the journal is, for people: `s3://bucket/journal/share-…/`. */
  get place(): string {
    return `s3://${this.#store.name}/${this.#prefix}`;
  }

  /** Throws `not-ready` unless the store refuses to create an object twice: without that no entry has one writer. */
  async assertConditions(): Promise<void> {
    let created = 0;
    const refused = await this.#insist(entryName(0), async (key) => {
      if ((await this.#store.create(key, PROBE_TEXT)) === 'exists') return true;
      created += 1;
      return created === 1 ? undefined : false;
    });
    if (!refused)
      throw new CutoverError('not-ready', {
        what: `the conditional write of ${this.place}${entryName(0)}`,
        expected: 'HTTP 412, as the object is there (If-None-Match: *)',
        got: 'HTTP 200 a second time: this store ignores conditions',
        cure: 'keep the evidence in a bucket of Amazon S3 itself: on this store two runs could both hold one migration',
      });
    const found = await this.#store.read(`${this.#prefix}${entryName(0)}`);
    if (found !== PROBE_TEXT)
      throw broken(`${this.place}${entryName(0)}`, JSON.stringify(PROBE_TEXT), 'other bytes');
  }

  /** Every entry, first to last. Throws `not-ready` for a gap, a foreign key, or a chain that does not hold. */
  async read(): Promise<readonly Entry[]> {
    const last = await this.#lastSequence();
    const entries: Entry[] = [];
    for (let sequence = 1; sequence <= last; sequence += 1)
      entries.push(await this.#entry(sequence, entries.at(-1)));
    return entries;
  }

  /** The newest entry, checked against the one before it; undefined in an empty journal. */
  async newest(): Promise<Entry | undefined> {
    const last = await this.#lastSequence();
    if (last === 0) return undefined;
    const before = last === 1 ? undefined : readEntry(await this.#found(last - 1));
    const newest = await this.#entry(last, before);
    this.#timing.onEntry?.(newest);
    return newest;
  }

  /**
   * Writes `entry`, whose sequence follows the newest that its writer has seen. After any error it looks at what stands
   * there: its own nonce is its own entry. Throws the last error where nothing stands there after `TRIES`, and creates
   * nothing that no reader would take.
   */
  async append(entry: Entry): Promise<Appended> {
    const text = entryText(entry);
    readEntry({ ...this.#at(entry.sequence), text });
    const appended = await this.#insist<Appended>(
      entryName(entry.sequence),
      async (key) => {
        if ((await this.#store.create(key, text)) === 'created') return { kind: 'done', entry };
        return this.#standing(entry);
      },
      () => this.#standing(entry),
    );
    if (appended.kind === 'done') this.#timing.onEntry?.(entry);
    return appended;
  }

  /** What stands in the place of `entry`; undefined where nothing does. */
  async #standing(entry: Entry): Promise<Appended | undefined> {
    const text = await this.#store.read(`${this.#prefix}${entryName(entry.sequence)}`);
    if (text === undefined) return undefined;
    const there = readEntry({ ...this.#at(entry.sequence), text });
    return there.nonce === entry.nonce ? { kind: 'done', entry } : { kind: 'lost', to: there };
  }

  /** Sends until there is an answer; after each error it asks `look`, if that is given, before it sends again. */
  async #insist<T>(
    name: string,
    send: (key: string) => Promise<T | undefined>,
    look?: () => Promise<T | undefined>,
  ): Promise<T> {
    const { clock, signal, hurried } = this.#timing;
    let thrown: unknown;
    for (let tries = 1; tries <= (hurried ? HURRIED_TRIES : TRIES); tries += 1) {
      if (tries > 1) await clock.sleep(FIRST_DELAY_MS * 2 ** (tries - 2), signal);
      signal.throwIfAborted();
      try {
        const answer = await send(`${this.#prefix}${name}`);
        if (answer !== undefined) return answer;
      } catch (error) {
        signal.throwIfAborted();
        thrown = error;
        const found = await look?.().catch(unlessFinal);
        if (found !== undefined) return found;
        if (isFinal(error)) throw error;
      }
    }
    throw this.#unknown(name, thrown);
  }

  #unknown(name: string, thrown: unknown): CutoverError {
    const { code, message } = asCutoverError(thrown);
    return new CutoverError(code === 'internal' ? 'aws-unavailable' : code, {
      what: `${this.place}${name}`,
      expected: `to be written, or to be there, after ${TRIES} tries`,
      got: message,
      cure: 're-run this job: it looks first whether its entry has arrived',
      cause: thrown,
    });
  }

  async #entry(sequence: number, before: Entry | undefined): Promise<Entry> {
    const found = await this.#found(sequence);
    const entry = readEntry(found);
    const text = before === undefined ? PROBE_TEXT : entryText(before);
    checkLink(entry, before, { place: found.place, text });
    return entry;
  }

  async #found(sequence: number): Promise<Found> {
    const at = this.#at(sequence);
    const text = await this.#store.read(`${this.#prefix}${entryName(sequence)}`);
    if (text === undefined) throw broken(at.place, 'the entry that the listing shows', 'nothing');
    return { ...at, text };
  }

  #at(sequence: number): Omit<Found, 'text'> {
    return { place: `${this.place}${entryName(sequence)}`, sequence };
  }

  /** The sequence of the newest entry; 0 without one. Every key is one of ours, and none is missing between them. */
  async #lastSequence(): Promise<number> {
    const names = await this.#store.names(this.#prefix);
    for (const [i, name] of names.entries())
      if (sequenceOf(name) !== i)
        throw broken(
          `${this.place}${entryName(i)}`,
          'this name in the listing',
          JSON.stringify(name),
        );
    return Math.max(0, names.length - 1);
  }
}

/** What no further try can change. */
const isFinal = (thrown: unknown): boolean =>
  thrown instanceof CutoverError &&
  ['aws-denied', 'aws-expired', 'cancelled', 'not-ready', 'bad-input'].includes(thrown.code);

function unlessFinal(thrown: unknown): undefined {
  if (isFinal(thrown)) throw thrown;
}
