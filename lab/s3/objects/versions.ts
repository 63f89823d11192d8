// What a bucket with versions keeps behind its current objects: former versions and delete markers.
import { createHash } from 'node:crypto';
import type { Instant } from '../../time/clock.ts';
import { compareUtf8 } from '../listing/key-order.ts';

/** Stands in the place of an object that was removed without naming a version. */
export interface DeleteMarker {
  readonly key: string;
  readonly versionId: string;
  readonly lastModified: Instant;
  readonly marker: true;
}

export type Former<T> = T | DeleteMarker;

export class History<T extends { readonly key: string }> {
  /** Newest first, by key. */
  readonly #former = new Map<string, Former<T>[]>();
  #count = 0;

  /** A version id that this bucket has not given before. */
  newId(key: string): string {
    this.#count += 1;
    return createHash('sha256').update(`${key} ${this.#count}`).digest('base64url').slice(0, 32);
  }

  keep(object: T): void {
    this.#add(object);
  }

  mark(key: string, lastModified: Instant): DeleteMarker {
    const marker = { key, versionId: this.newId(key), lastModified, marker: true } as const;
    this.#add(marker);
    return marker;
  }

  /** What came before the current object of `key`; where there is none, the first is its marker. */
  of(key: string): readonly Former<T>[] {
    return this.#former.get(key) ?? [];
  }

  /** All keys that have a past, in the order of their bytes. */
  keys(): readonly string[] {
    return [...this.#former.keys()].sort(compareUtf8);
  }

  #add(former: Former<T>): void {
    this.#former.set(former.key, [former, ...this.of(former.key)]);
  }
}

export const isMarker = (former: object): former is DeleteMarker => 'marker' in former;
