// What a comparison lets pass: the runbook's words on extras, links, times and filters, in a form for the hot path.
import type { Instant } from '../../core/clock.ts';
import { GATEWAY } from './compare-rule.ts';
import type { CompareRule } from './compare-rule.ts';
import { StayBehind } from '../paths/object-key.ts';
import { pathPatterns, selection } from '../paths/path-patterns.ts';
import type { Filters, PathMatch } from '../paths/path-patterns.ts';

/** What S3 or a File Gateway has no form for. Hard links arrive as copies. */
export type NotPortableKind =
  'symlink' | 'hard-link' | 'fifo' | 'socket' | 'block-device' | 'char-device';

export interface Policy {
  /** When the transfer that is being proven began; a path whose ctime is later is `newer`. */
  readonly transferredAt: Instant | undefined;
  /** With a frozen source nothing may be newer. */
  readonly afterFreeze: boolean;
  /** How many paths may be newer before the freeze. */
  readonly newerLimit: number;
  readonly notPortable: ReadonlySet<NotPortableKind>;
  /** Paths that no key can have and that the runbook lets stay behind. */
  readonly stayBehind: StayBehind;
  /** Extras that are counted and not failures. */
  readonly tolerated: PathMatch;
  /** Set where other extras are to be removed, not failures: how many may be. */
  readonly removeLimit: number | undefined;
  /** The paths that the task transfers; undefined: all. */
  readonly selected: PathMatch | undefined;
  /** Storage classes that a gateway cannot read. */
  readonly archived: readonly Uint8Array[];
  /** Bytes that a key has in front of the path. */
  readonly prefixBytes: number;
  /** Only paths below it can show on the gateway; empty: all. */
  readonly shown: Uint8Array;
  readonly gatewayRule: CompareRule;
  /** Every object is to be read, not only those that size and time leave in doubt. */
  readonly readAll: boolean;
}

export interface PolicyOptions {
  readonly transferredAt?: Instant;
  readonly afterFreeze?: boolean;
  readonly newerLimit?: number;
  readonly notPortable?: Iterable<NotPortableKind>;
  /** Paths that no key can have and that may stay behind, as `visiblePath` writes them. */
  readonly stayBehind?: readonly string[];
  /** Patterns as in DataSync's filters, besides DataSync's own file. */
  readonly tolerate?: readonly string[];
  readonly removeLimit?: number;
  readonly filters?: Filters;
  readonly prefixBytes?: number;
  readonly shown?: Uint8Array;
  readonly gatewayRule?: CompareRule;
  readonly readAll?: boolean;
}

/** DataSync leaves it at the root of the destination, and the gateway shows it. */
const DATASYNC_OWN = '/.aws-datasync-metadata';
const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];

/** The policy of these options; what is not said is strict. */
export function policyOf(options: PolicyOptions): Policy {
  const tolerated = [DATASYNC_OWN, ...(options.tolerate ?? [])].join('|');
  return {
    transferredAt: options.transferredAt,
    afterFreeze: options.afterFreeze ?? false,
    newerLimit: options.newerLimit ?? 0,
    notPortable: new Set(options.notPortable),
    stayBehind: new StayBehind(options.stayBehind ?? []),
    tolerated: pathPatterns(tolerated) ?? (() => false),
    removeLimit: options.removeLimit,
    selected: selection(options.filters ?? {}),
    archived: ARCHIVED.map((name) => Buffer.from(name)),
    prefixBytes: options.prefixBytes ?? 0,
    shown: options.shown ?? new Uint8Array(0),
    gatewayRule: options.gatewayRule ?? GATEWAY,
    readAll: options.readAll ?? false,
  };
}
