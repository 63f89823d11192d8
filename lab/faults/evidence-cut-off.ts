// The fault `s3.evidenceUntil`: the evidence bucket, with the journal in it, is out of reach from a moment on.
import type { ObjectStore } from '../s3/objects/store.ts';
import type { LabContext } from '../context.ts';

/** Answers whether nobody reaches a bucket now. */
export function watchEvidence({ events, faults, world }: LabContext): (bucket: string) => boolean {
  const until = faults.s3?.evidenceUntil;
  let over = false;
  if (until !== undefined)
    events.on((event) => {
      over ||= event.kind === 'document' && event.phase === 'ends' && event.document === until;
    });
  return (bucket) => over && bucket === world.names.evidence?.bucket;
}

/** Somebody else is first: another object stands at the key that this request is about to create. */
export function putAnother(
  { faults }: LabContext,
  store: Pick<ObjectStore, 'put'>,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): void {
  const { puts } = faults.s3 ?? {};
  if (puts !== undefined && key.includes(puts))
    store.put(bucket, key, Buffer.from('{"records":[]}\n'), {});
}
