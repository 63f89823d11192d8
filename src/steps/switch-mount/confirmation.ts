// The confirmation of a switch: each server writes a file through its own mount, and all of them reach the bucket.
import type { Outcome } from '../../core/record.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { StepContext } from '../frame/context.ts';
import type { TestFileFound } from '../servers/test-file.ts';
import { objectFacts, proveObject } from '../verify-s3/prove-object.ts';
import type { ProvenObject } from '../verify-s3/prove-object.ts';

// A file that was there already proves as much as a new one: its name says that this attempt has made it, and no attempt
// switches again behind its own rollback.
/** Waits for each file's bytes, then its metadata, in the bucket; the objects in the order of the files. */
export async function proveConfirmations(
  context: StepContext,
  bucket: Bucket,
  files: readonly TestFileFound[],
  timeoutMs: number,
): Promise<readonly ProvenObject[]> {
  const objects: ProvenObject[] = [];
  // One after the other: what they wait for goes on by itself.
  for (const file of files)
    objects.push(
      await proveObject(context, bucket, file, {
        timeoutMs,
        // The gateway uploads the data first and the POSIX metadata in a second version.
        complete: (head) => head.metadata['file-mtime'] !== undefined,
        cure: "look at the gateway's health log and at its role's rights on the bucket; the step rolls back by itself now",
      }),
    );
  return objects;
}

/** `a.jpg, written through it, is in the bucket` */
export function confirmedInWords(files: readonly TestFileFound[]): string {
  const names = files.map(({ file }) => file).join(', ');
  return files.length === 1
    ? `${names}, written through it, is in the bucket`
    : `${names}, written through it by each server, are in the bucket`;
}

/** Each file with the server that wrote it, and its object. */
export const confirmationFacts = (
  context: StepContext,
  files: readonly TestFileFound[],
  objects: readonly ProvenObject[],
): Outcome['facts'] =>
  objects.flatMap((object, i) => [
    {
      name: 'Confirmation file',
      value: `${context.runbook.source.mount}/${files[i]?.file}, by ${files[i]?.server}`,
    },
    ...objectFacts(context, object),
  ]);
