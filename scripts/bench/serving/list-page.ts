// Answers ListObjectsV2 from a key space, as S3 does: pages of 1,000, start-after, tokens, prefix and delimiter.
import { entryWriter } from './page-entries.ts';
import type { KeySpace } from '../data/key-space.ts';

/** What the bucket has otherwise than the tree: entries that it lacks, and entries of another size. */
export interface Damage {
  readonly missing: ReadonlySet<number>;
  readonly resized: ReadonlySet<number>;
}

const LAST_CHARACTER = '\uffff';
const MOST_KEYS = 1000;

const entries = entryWriter(MOST_KEYS);

/** The body of one page. */
export function listPage(space: KeySpace, damage: Damage, query: URLSearchParams): Buffer {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const most = Math.min(MOST_KEYS, Number(query.get('max-keys') ?? MOST_KEYS));
  const end = prefix === '' ? space.count : space.after(prefix + LAST_CHARACTER);
  const folders: string[] = [];
  entries.clear();
  let next = firstOfPage(space, query);
  while (next < end && entries.count + folders.length < most) {
    const path = space.path(next);
    const cut = delimiter === '' ? -1 : path.indexOf(delimiter, prefix.length);
    if (cut === -1) {
      if (!damage.missing.has(next)) entries.add(path, next, damage.resized.has(next) ? 1 : 0);
      next += 1;
    } else {
      const folder = path.slice(0, cut + delimiter.length);
      folders.push(folder);
      next = space.after(folder + LAST_CHARACTER);
    }
  }
  const token = next < end ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
  const head =
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
    `<Name>bench</Name><Prefix>${prefix}</Prefix><KeyCount>${entries.count + folders.length}</KeyCount>` +
    `<MaxKeys>${most}</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${next < end}</IsTruncated>${token}`;
  const prefixes = folders.map(
    (name) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`,
  );
  const tail = `${prefixes.join('')}</ListBucketResult>`;
  return Buffer.concat([Buffer.from(head), entries.bytes(), Buffer.from(tail)]);
}

/** The index at which the page that `query` asks for begins. */
export function firstOfPage(space: KeySpace, query: URLSearchParams): number {
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  if (token !== null) return Number(token);
  const after = query.get('start-after') ?? '';
  if (after > prefix) return space.after(after);
  if (prefix === '') return 0;
  // The prefix's own folder object begins with it as well.
  const index = space.after(prefix);
  return index > 0 && space.path(index - 1) === prefix ? index - 1 : index;
}
