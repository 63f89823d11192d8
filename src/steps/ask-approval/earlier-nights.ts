// The earlier nights of this runbook, from the records that the role of its gate has kept in the evidence bucket.
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { nightOf } from '../../evidence/forecast/nights.ts';
import type { Night } from '../../evidence/forecast/nights.ts';
import { recordName, runsPrefix } from '../../evidence/kept-records.ts';
import { partsOf, recordIn } from '../../evidence/read-kept-records.ts';
import type { StepContext } from '../frame/context.ts';

export type NightsBucket = Pick<EvidenceBucket, 'names' | 'read'>;

/** So many of the newest runs are read. */
const NIGHTS = 5;

/** The newest nights of other runs, the newest first; undefined where the bucket does not answer. It stops nothing. */
export async function earlierNights(
  { run, runbook, signal }: StepContext,
  open: () => Promise<NightsBucket>,
): Promise<readonly Night[] | undefined> {
  try {
    const bucket = await open();
    const prefix = runsPrefix(runbook.name, 'gate');
    const nights: Night[] = [];
    for (const [id, names] of newestRuns(await bucket.names(prefix), run.id)) {
      const records = await Promise.all(
        names.map((name) => readRecord(bucket, `${prefix}${id}/`, { id, name })),
      );
      const night = nightOf(
        id,
        records.flatMap((record) => (record === undefined ? [] : [record])),
      );
      if (night !== undefined) nights.push(night);
    }
    return nights;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** The records of the job cutover by run: of the newest runs, which GitHub has given the highest ids. */
function newestRuns(
  names: readonly string[],
  own: string,
): readonly (readonly [string, readonly string[]])[] {
  const runs = new Map<string, string[]>();
  for (const path of names) {
    const [, id, name = ''] = /^([0-9]{1,20})\/([^/]+)$/.exec(path) ?? [];
    if (id === undefined || id === own || partsOf(name)?.job !== 'cutover') continue;
    runs.set(id, [...(runs.get(id) ?? []), name]);
  }
  const newest = [...runs].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? 1 : -1));
  return newest.slice(0, NIGHTS);
}

/** The record of that name; undefined where another text stands there. */
async function readRecord(
  bucket: NightsBucket,
  prefix: string,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<ChainedRecord | undefined> {
  const text = (await bucket.read(`${prefix}${name}`)) ?? '';
  const record = recordIn(text, id, partsOf(name)?.digest ?? '');
  return record !== undefined && recordName(record) === name ? record : undefined;
}
