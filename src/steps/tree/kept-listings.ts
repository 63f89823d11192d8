// What a rollback needs to know of the last moment before the switch: the listing of the bucket, and the source's manifest.
// Both are kept in the evidence bucket. Each name has the digest of the rows, and nobody can change what it names.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CutoverError } from '../../core/errors.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { Entry } from '../../journal/entry.ts';
import { openFileSink, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import { keptName, roundPrefix } from './kept-keys.ts';
import type { KeptLabel } from './kept-keys.ts';
import { listDestination } from './list-destination.ts';

type Round = Pick<Entry, 'migration' | 'round'>;

/** Lists the bucket once more, and keeps the listing and the manifest of the frozen source. */
export async function keepListings(
  context: StepContext,
  evidence: EvidenceBucket,
  { round, manifest }: { readonly round: Round; readonly manifest: Manifest },
): Promise<void> {
  const prefix = roundPrefix(context.runbook.name, 'gate', round);
  const file = join(manifestFolder(context.env), 'kept-bucket.rows.gz');
  await using sink = openFileSink(file);
  const hash = createHash('sha256');
  for await (const chunk of listDestination(context, manifest)) {
    hash.update(chunk);
    await sink.write(chunk);
  }
  await sink.end();
  await evidence.putFile(`${prefix}${keptName('source', manifest.sha256)}`, manifest.file);
  await evidence.putFile(`${prefix}${keptName('bucket', hash.digest('hex'))}`, file);
  context.say(
    `Kept the listing of the bucket and the manifest below s3://${evidence.name}/${prefix}`,
  );
}

/**
 * The kept rows of the round as a file of this machine; undefined where none are kept. Throws `unproven` where there are
 * several, or where the rows are not those that the name says.
 */
export async function fetchKept(
  context: StepContext,
  { evidence, outputs }: { readonly evidence: EvidenceBucket; readonly outputs: Bucket },
  { round, label }: { readonly round: Round; readonly label: KeptLabel },
): Promise<string | undefined> {
  const prefix = roundPrefix(context.runbook.name, 'gate', round);
  const names = (await evidence.names(prefix)).filter((name) => name.startsWith(`${label}.`));
  const [name, ...more] = names;
  if (name === undefined) return undefined;
  const place = `s3://${outputs.name}/${prefix}`;
  const sha256 = /^[a-z]+\.([0-9a-f]{64})\.rows\.gz$/.exec(name)?.[1];
  if (sha256 === undefined || more.length > 0)
    throw notKept(`the rows ${label} in ${place}`, 'one file', names.join(', '));
  // As it was packed: reading it unpacks it.
  const fetched = join(manifestFolder(context.env), `kept-${label}.fetched`);
  await using sink = openFileSink(fetched);
  for await (const chunk of outputs.stream(`${prefix}${name}`)) await sink.write(chunk);
  await sink.end();
  const hash = createHash('sha256');
  for await (const chunk of readRowsFile(fetched)) hash.update(chunk);
  const got = hash.digest('hex');
  if (got !== sha256) throw notKept(`${place}${name}`, `rows with the SHA-256 ${sha256}`, got);
  return fetched;
}

const notKept = (what: string, expected: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    what,
    expected,
    got,
    cure: 'see who wrote there (CloudTrail names them); nothing was built on it',
  });
