// The keys in the evidence bucket under which a round keeps what a rollback compares with, and what it has found.
import type { Entry } from '../../journal/entry.ts';

export type KeptLabel = 'bucket' | 'source';

/** Which round of which migration; a plan has their placeholders. */
interface RoundName {
  readonly migration: Entry['migration'];
  readonly round: Entry['round'] | string;
}

/** Where the evidence of a round lies that jobs of this role keep, with a slash at its end. */
export const roundPrefix = (
  runbook: string,
  role: 'gate' | 'back' | 'rollback',
  { migration, round }: RoundName,
): string => `evidence/${runbook}/${role}/${migration}/${round}/`;

/** The name of a kept file of rows. */
export const keptName = (label: KeptLabel, sha256: string): string => `${label}.${sha256}.rows.gz`;

/** The name of a list of what was written through the gateway. */
export const listName = (sha256: string): string => `written.${sha256}.txt`;
