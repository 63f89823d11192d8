// Random trees, random changes at the source, random damage on the way: a re-check of what changed says what a check of
// everything says, as long as bucket and gateway have changed only where the source has.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { walkFolders } from '../../../src/aws/s3/list-folders.ts';
import type { FolderPage, FolderQuery } from '../../../src/aws/s3/list-folders.ts';
import { FolderRows, FolderSet } from '../../../src/reconcile/folders/folder-rows.ts';
import { SortedPathLookup } from '../../../src/reconcile/rows/rows-file.ts';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import type { Reconciled } from '../../../src/reconcile/reconciliation.ts';
import { linesOf } from '../../reconcile/compared.ts';
import { keeping, objectRow, sourceRow, stream } from '../../reconcile/rows/rows.ts';
import { FIRST, harm, LAST, parentOf, play, story, transfer } from './recheck-story.ts';
import type { Bucket, Source } from './recheck-story.ts';

const MORE = { tolerate: ['/t*'], notPortable: ['symlink'] as const };

interface Layers {
  readonly source: AsyncIterable<Uint8Array>;
  readonly bucket?: AsyncIterable<Uint8Array>;
  readonly gateway?: AsyncIterable<Uint8Array>;
}

async function judge(layers: Layers, second: number, provenBefore = 0) {
  const differences = keeping();
  const toRead = keeping();
  const frozen = second === LAST;
  const result = await reconcile(
    {
      source: { rows: layers.source },
      ...(layers.bucket && { bucket: { rows: layers.bucket } }),
      ...(layers.gateway && { gateway: { rows: layers.gateway } }),
    },
    {
      policy: policyOf({
        ...MORE,
        transferredAt: second * 1000,
        afterFreeze: frozen,
        newerLimit: 1000,
      }),
      differences,
      toRead,
      provenBefore,
    },
  );
  const all = linesOf(differences.bytes());
  const extras = new Set(all.filter(({ verdict }) => verdict === 'extra').map((line) => line.path));
  // An extra that also hides a folder that was not looked at is an extra itself.
  const lines = all.filter(
    (line) =>
      !['tolerated', 'accepted', 'allowed'].includes(line.verdict) &&
      !(line.verdict === 'hidden' && extras.has(line.path)),
  );
  return { result, lines, toRead: toRead.bytes().toString('latin1') };
}

const passes = ({ result }: { result: Reconciled }): boolean =>
  result.verdict === 'pass' && result.tally.paths['to-read'] === 0;

const rowsOfSource = (tree: Source) => stream([...tree.values()].map(sourceRow), 300);
const rowsOfBucket = (tree: Bucket) => stream([...tree.values()].map(objectRow), 300);

/** S3 in memory, two entries to a page. */
function pagesOf(bucket: Bucket): (query: FolderQuery) => Promise<FolderPage> {
  const keys = [...bucket.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return async ({ folder, below, start }) => {
    const within = folder.toString();
    const entries = new Map<string, boolean>();
    for (const key of keys.filter((one) => one.startsWith(within))) {
      const end = below ? -1 : key.indexOf('/', within.length);
      entries.set(end === -1 ? key : key.slice(0, end + 1), end !== -1);
    }
    const from = Number(start.token ?? 0);
    const page = [...entries].slice(from, from + 2);
    const paths = (isFolder: boolean) =>
      page.filter(([, is]) => is === isFolder).map(([one]) => one);
    return {
      objects: paths(false).map((one) => {
        const bytes = objectRow(bucket.get(one) ?? { path: one }).toString('latin1');
        return { path: Buffer.from(one), meta: bytes.slice(0, bytes.indexOf('/')) };
      }),
      folders: paths(true).map((one) => Buffer.from(one)),
      next: from + 2 < entries.size ? { token: String(from + 2) } : undefined,
    };
  };
}

/** What list-folders brings: what belongs to the folders, and all below folders there that the source lacks. */
function gatewayOf(gateway: Source, source: Source, set: FolderSet): AsyncIterable<Uint8Array> {
  const isStrange = (one: string): boolean => {
    const parts = one.split('/').slice(0, -1);
    return parts.some((_, i) => {
      const folder = `${parts.slice(0, i + 1).join('/')}/`;
      return set.has(Buffer.from(parentOf(folder))) && !source.has(folder);
    });
  };
  const own = [...gateway.keys()].filter(
    (one) => set.has(Buffer.from(one.slice(0, one.lastIndexOf('/') + 1))) || isStrange(one),
  );
  return stream(own.map((one) => sourceRow(gateway.get(one) ?? { path: one })));
}

let compared = 0;
let incremental = 0;
let failed = 0;

test('the same verdict, the same differences, the same objects to read', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (drawn) => {
      const world = await play(drawn);
      const { before, bucketBefore, gatewayBefore, source, touched } = world;
      const proof = await judge(
        {
          source: rowsOfSource(before),
          bucket: rowsOfBucket(bucketBefore),
          gateway: rowsOfSource(gatewayBefore),
        },
        FIRST,
      );
      fc.pre(before.size > 0 && source.size > 0 && passes(proof));
      const { bucket, gateway } = transfer(drawn, world);
      for (const one of drawn.damages) harm({ bucket, gateway, source }, touched, one);
      const set = new FolderSet(touched.folders.map(({ path: one }) => one));
      const own = () => new FolderRows(rowsOfSource(source), set, { name: 'source' });
      const rows = touched.folders.reduce((sum, one) => sum + one.rows, 0);
      await using known = new SortedPathLookup(rowsOfSource(source), 'source');
      const objects = walkFolders({
        read: pagesOf(bucket),
        folders: touched.folders.map(({ path: one }) => one),
        isKnown: (folder) => known.has(folder),
        concurrency: 3,
      });
      const pairs = [
        [{ bucket: rowsOfBucket(bucket) }, { bucket: objects }],
        [{ gateway: rowsOfSource(gateway) }, { gateway: gatewayOf(gateway, source, set) }],
      ] as const;
      for (const [everything, some] of pairs) {
        const full = await judge({ source: rowsOfSource(source), ...everything }, LAST);
        const recheck = await judge({ source: own(), ...some }, LAST, source.size - rows);
        expect([recheck.result.verdict, recheck.lines, recheck.toRead]).toEqual([
          full.result.verdict,
          full.lines,
          full.toRead,
        ]);
        expect(recheck.result.tally.source.paths + source.size - rows).toBe(
          full.result.tally.source.paths,
        );
        compared += 1;
        if (rows < source.size) incremental += 1;
        if (full.result.verdict === 'fail') failed += 1;
      }
    }),
    { numRuns: 400 },
  );
  // The stories are worth telling: much is left out, and much is wrong.
  expect(incremental).toBeGreaterThan(compared / 4);
  expect(failed).toBeGreaterThan(compared / 4);
});
