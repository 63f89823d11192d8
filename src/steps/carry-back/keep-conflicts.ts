// The gateway's version of a conflict is copied to the evidence bucket, and proven there by its bytes.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../aws/s3/s3.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Entry } from '../../journal/entry.ts';
import { keyOf, keyText } from '../../reconcile/paths/object-key.ts';
import { openFileSink } from '../../reconcile/rows/rows-file.ts';
import type { StepContext } from '../frame/context.ts';
import type { ListPorts } from '../list-written/written-list.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import { roundPrefix } from '../tree/kept-keys.ts';
import type { Result } from './carry-files.ts';

/** S3 takes no more in one request. */
const MOST_BYTES = 5 * 2 ** 30;

/** Where the version of a path is kept: a path may be longer than a key with a prefix. */
export const conflictKey = (runbook: string, round: Entry, path: Uint8Array): string =>
  `${roundPrefix(runbook, 'rollback', round)}conflicts/${createHash('sha256').update(path).digest('hex')}`;

/** Keeps the version of a conflict aside; the result then says where, or why not. Any other result stays as it is. */
export async function keepConflict(
  context: StepContext,
  ports: ListPorts & { readonly bucket: Bucket },
  { result, round }: { readonly result: Result; readonly round: Entry },
): Promise<Result> {
  const { file, sha256, detail } = result;
  if (result.word !== 'conflict' || sha256 === undefined || sha256 === '-') return result;
  const key = conflictKey(context.runbook.name, round, file.path);
  const say = (text: string): Result => ({ ...result, detail: `${detail}; ${text}` });
  if (file.size > MOST_BYTES) return say('not kept aside: it has more than 5 GiB');
  const copy = join(manifestFolder(context.env), 'conflict');
  try {
    const from = keyOf(context.runbook.bucket.prefix, keyText(file.path));
    await using sink = openFileSink(copy);
    for await (const chunk of ports.bucket.stream(from)) await sink.write(chunk);
    await sink.end();
    await ports.evidence.putFile(key, copy);
    const head = await ports.outputs.head(key);
    const got = head && (await ports.outputs.sha256(key, head.etag));
    const place = `s3://${ports.outputs.name}/${key}`;
    return say(got === sha256 ? `kept in ${place}` : `not kept aside: ${place} has other bytes`);
  } catch (thrown) {
    context.signal.throwIfAborted();
    return say(`not kept aside: ${asCutoverError(thrown).message}`);
  } finally {
    await rm(copy, { force: true });
  }
}
