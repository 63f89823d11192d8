// One entry of the journal: its members, its one spelling, and its place.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import type { State } from './states.ts';

/** Who holds the migration: one job of one attempt of a run. */
export interface Owner {
  readonly run: string;
  /** Of the run, as GitHub counts them. */
  readonly attempt: number;
  readonly job: string;
  /** The id that GitHub's API gives the job, where the step was told it. */
  readonly jobId: string | null;
  /** The page of the run, or null outside GitHub. */
  readonly link: string | null;
}

/** What is known of the files that the gateway's side was given before a rollback. */
export type Written =
  | { readonly count: number; readonly digest: string; readonly carried?: Carried }
  | { readonly since: string; readonly why: string };

/** What came of copying the listed files to the source. */
export interface Carried {
  /** Copied, or the same at the source already. */
  readonly count: number;
  /** Changed at the source, too: left alone there, and the gateway's version kept aside. */
  readonly conflicts: number;
  /** Not copied for another reason, such as a deletion. */
  readonly left: number;
  /** SHA-256 of the list of what came of each, hex. */
  readonly digest: string;
}

/** What a person has decided about the files that were written through the gateway. */
export interface Settled {
  /** Which side's files count. */
  readonly decision: 'source' | 'gateway' | 'both';
  /** The account at GitHub that started the run. */
  readonly by: string;
  readonly ticket: string;
  readonly reason: string;
}

/** A server that has left a mount of the gateway lazily, and the boot in which it did. */
export interface Detached {
  readonly server: string;
  readonly boot: string;
}

export interface Entry {
  readonly format: 1;
  /** The number in the key, from 1. */
  readonly sequence: number;
  /** Made anew for this write, 32 hexadecimal digits: by it a writer knows its own entry again. */
  readonly nonce: string;
  /** SHA-256 of the bytes of the entry before, hex. */
  readonly before: string;
  /** When it was written, on the writer's clock; ISO 8601, UTC. */
  readonly at: string;
  /** ARN of the share. */
  readonly share: string;
  /** `owner/name` of the repository, and the path of the runbook in it: together they name the migration's text. */
  readonly repository: string;
  readonly runbook: string;
  /** The id of the migration: the first twelve digits of the nonce of its first entry. */
  readonly migration: string;
  /** How often the migration has begun, from 1. */
  readonly round: number;
  readonly state: State;
  /** The state that the owner is about to reach. */
  readonly intent: State | null;
  /** Raised at each claim and at each change of direction; never lower than in the entry before. */
  readonly epoch: number;
  /** The nonce of the entry that raised it. */
  readonly epochNonce: string;
  readonly owner: Owner;
  /** Until when the owner may act in AWS; ISO 8601, UTC. */
  readonly leaseEnd: string;
  readonly mounts: { readonly source: string; readonly gateway: string };
  readonly servers: readonly string[];
  /** ARN of the DataSync task. */
  readonly task: string;
  /** The source, `host:/path`. */
  readonly export: string;
  /** The task's schedule as it was before the freeze. */
  readonly schedule: string | null;
  /** The share's read-only flag as it was before. */
  readonly readOnly: boolean | null;
  /** What was proven and is asked about at the gate, by its digest, and when it was proven; ISO 8601, UTC. */
  readonly proven: { readonly at: string; readonly digest: string } | null;
  /** The entry by which a gate was passed, and the digest of what was approved there. */
  readonly approved: { readonly sequence: number; readonly digest: string } | null;
  /** The epoch that each of the servers has stored, or a higher one; 0: not known of all of them. */
  readonly serversKnow: number;
  /**
   * The servers that were silent on the way back and may serve the gateway: the source stays read-only, or a person has
   * thawed it all the same. Absent without any.
   */
  readonly split?: readonly string[];
  /** The servers that may still write what hung in a mount, until another boot. Absent without any. */
  readonly detached?: readonly Detached[];
  readonly written: Written | null;
  /** Null before a person has settled the round, and where there was nothing to decide. */
  readonly settled: Settled | null;
}

/** The bytes of entry 0, the same in every journal: a store that lets them be created twice ignores conditions. */
export const PROBE_TEXT = `${canonicalJson({ format: 1, sequence: 0, probe: 'nfs-cutover journal' })}\n`;

/** The text that is stored: canonical JSON and one line feed. */
export const entryText = (entry: Entry): string => `${canonicalJson(entry)}\n`;

/** SHA-256 of an entry's text, hex: the `before` of the entry behind it. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The sequence of a name below the journal's prefix, or undefined where it has another form. */
export function sequenceOf(name: string): number | undefined {
  const [, digits] = /^(\d{10})\.json$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
