// What stands in the evidence bucket as a record: its name, its text, and its place among the others.
import { digest } from '../core/canonical-json.ts';
import { inOrder } from './chain.ts';
import type { ChainedRecord } from './chain.ts';
import { RECORD } from './schema/record-schema.ts';
import { misfit } from './schema/schema.ts';

const NAME = /^([A-Za-z0-9_-]{1,100})-([0-9]{1,6})-([0-9]{1,9})-([0-9a-f]{64})\.json$/;

/** The job, the attempt and the digest in a name; undefined for the name of something else. */
export function partsOf(
  name: string,
): { readonly job: string; readonly attempt: number; readonly digest: string } | undefined {
  const [, job, attempt, , sha256] = NAME.exec(name) ?? [];
  if (job === undefined || sha256 === undefined) return undefined;
  return { job, attempt: Number(attempt), digest: sha256 };
}

/** The record of that digest and run, from its text; undefined for any other text. */
export function recordIn(text: string, run: string, wanted: string): ChainedRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (misfit(value, RECORD) !== undefined) return undefined;
    const record = value as ChainedRecord;
    return record.run === run && digest(record) === wanted ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Both together, each record once, in their order. */
export function joined(
  records: readonly ChainedRecord[],
  more: readonly ChainedRecord[],
): readonly ChainedRecord[] {
  return [...records, ...more].sort(inOrder);
}
