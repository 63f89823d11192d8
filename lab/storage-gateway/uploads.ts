// Writes of clients: found in the view, kept as dirty, and uploaded a little later. Data first, then metadata.
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import { posixMetadata } from '../files/posix-metadata.ts';
import { asText, statsOf, walk } from '../files/tree.ts';
import type { View } from './metadata-cache.ts';
import { lookOf, versionOf } from './metadata-cache.ts';

/** One change that has not reached the bucket. */
interface Change {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'removal';
  readonly look: string;
  readonly bytes: number;
  /** Whether S3 can have such a key. */
  readonly possible: boolean;
}

interface Waiter {
  readonly changes: ReadonlySet<Change>;
  readonly done: (at: Instant) => void;
}

/** Runs one thing after the other. */
export type Queue = (run: () => Promise<void>) => Promise<void>;

const UPLOAD_AFTER = 10_000;
const METADATA_AFTER = 2_000;
const MAX_KEY_BYTES = 1024;
const USER_AGENT = 'aws-storage-gateway';

/** Watches the view for writes. Everything that touches view or bucket runs in the queue, as refreshes do. */
export class Uploads {
  readonly #view: View;
  readonly #context: LabContext;
  readonly #queue: Queue;
  readonly #dirty = new Map<string, Change>();
  readonly #waiters = new Set<Waiter>();

  constructor(view: View, context: LabContext, queue: Queue) {
    this.#view = view;
    this.#context = context;
    this.#queue = queue;
  }

  /** What is not uploaded yet, by path. */
  get dirty(): ReadonlyMap<string, Change> {
    return this.#dirty;
  }

  /** Finds what clients have changed since the last time. */
  scan(): Promise<void> {
    return this.#queue(() => this.#find());
  }

  /** Calls `done` once everything that is dirty now has been uploaded. */
  whenUploaded(done: (at: Instant) => void): void {
    const waiter = { changes: new Set(this.#dirty.values()), done };
    this.#waiters.add(waiter);
    this.#release(waiter);
  }

  async #find(): Promise<void> {
    const { share, known } = this.#view;
    const seen = new Set<string>();
    for await (const { path: bytes, kind, stats } of walk(share.view)) {
      if (bytes.length === 0 || (kind !== 'file' && kind !== 'directory')) continue;
      const path = asText(bytes) ?? bytes.toString();
      seen.add(path);
      const look = lookOf(stats);
      if (known.get(path)?.look === look) {
        this.#drop(path);
        continue;
      }
      const fits = Buffer.byteLength(`${share.prefix}${path}/`) <= MAX_KEY_BYTES;
      const possible = fits && asText(bytes) !== undefined;
      if (kind === 'file') this.#note({ path, kind, look, bytes: Number(stats.size), possible });
      else this.#note({ path, kind: 'folder', look, bytes: 0, possible });
    }
    for (const path of known.keys())
      if (!seen.has(path))
        this.#note({ path, kind: 'removal', look: 'removed', bytes: 0, possible: true });
    for (const path of this.#dirty.keys())
      if (!seen.has(path) && !known.has(path)) this.#drop(path);
  }

  #note(change: Change): void {
    const { path, look, possible } = change;
    if (this.#dirty.get(path)?.look === look) return;
    this.#dirty.set(path, change);
    const { neverUploaded, uploadSeconds } = this.#context.faults;
    const isStuck = neverUploaded !== undefined && path.includes(neverUploaded);
    // A name that S3 cannot have stays in the cache for ever.
    if (isStuck || !possible) return;
    const after = uploadSeconds === undefined ? UPLOAD_AFTER : uploadSeconds * 1000;
    this.#later(after, change, () =>
      change.kind === 'removal' ? this.#remove(change) : this.#sendData(change),
    );
  }

  /** Goes on with a change unless a newer one has taken its place. */
  #later(milliseconds: number, change: Change, goOn: () => Promise<void>): void {
    this.#context.clock.after(milliseconds, () => {
      void this.#queue(async () => {
        if (this.#dirty.get(change.path) === change) await goOn();
      });
    });
  }

  async #sendData(change: Change): Promise<void> {
    if (change.kind === 'folder') {
      await this.#sendMetadata(change);
      return;
    }
    const { store, bucket, prefix, view } = this.#view.share;
    const file = `${view}/${change.path}`;
    if ((await statsOf(file)) === undefined) {
      this.#settle(change);
      return;
    }
    store.put(bucket, `${prefix}${change.path}`, { file }, { 'user-agent': USER_AGENT });
    this.#later(METADATA_AFTER, change, () => this.#sendMetadata(change));
  }

  async #sendMetadata(change: Change): Promise<void> {
    const { store, bucket, prefix, view, gatewayId } = this.#view.share;
    const { path } = change;
    const file = `${view}/${path}`;
    const stats = await statsOf(file);
    if (stats !== undefined) {
      const isFolder = change.kind === 'folder';
      const key = `${prefix}${path}${isFolder ? '/' : ''}`;
      const object = store.put(bucket, key, isFolder ? Buffer.alloc(0) : { file }, {
        ...posixMetadata(stats, USER_AGENT),
        'user-agent-id': gatewayId,
      });
      const look = lookOf(stats);
      this.#view.known.set(path, { isFolder, look, object: versionOf(object) });
      this.#context.events.emit({ kind: 'upload', key });
    }
    this.#settle(change);
  }

  async #remove(change: Change): Promise<void> {
    const { share, known } = this.#view;
    const { path } = change;
    const end = known.get(path)?.isFolder === true ? '/' : '';
    share.store.remove(share.bucket, `${share.prefix}${path}${end}`);
    known.delete(path);
    this.#settle(change);
  }

  /** What was changed is as it was before. */
  #drop(path: string): void {
    const change = this.#dirty.get(path);
    if (change !== undefined) this.#settle(change);
  }

  #settle(change: Change): void {
    this.#dirty.delete(change.path);
    for (const waiter of this.#waiters) this.#release(waiter);
  }

  #release(waiter: Waiter): void {
    // A change that a newer one has replaced is awaited as the newer one.
    if ([...waiter.changes].some(({ path }) => this.#dirty.has(path))) return;
    this.#waiters.delete(waiter);
    waiter.done(this.#context.clock.now());
  }
}
