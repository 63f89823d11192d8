// Watches the source: nobody closes the NFS server to clients that no runbook names, so what they write must be seen.
import { CutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import { utc } from '../../core/values/instant.ts';
import { selection } from '../../reconcile/paths/path-patterns.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { newestChange, watchedChanges, watchedSince } from '../../reconcile/source-watch.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest, ManifestPorts } from '../manifest/list-tree.ts';
import { frozenSource, watchedSource } from '../manifest/manifest-runs.ts';
import type { Look } from '../manifest/manifest-runs.ts';
import { fetchManifest } from '../manifest/fetch-manifest.ts';
import { knownManifest, manifestFolder, manifestOf } from '../manifest/manifest-store.ts';
import type { MountPorts } from './adapters.ts';

export interface Watch {
  /**
   * Lists the source once more, by a mount of its own. Throws `differs` where a path has changed since the proof after
   * the freeze.
   */
  readonly look: (look: Look) => Promise<void>;
  /** What was seen so far. */
  readonly facts: () => readonly Fact[];
  readonly warnings: () => readonly string[];
  readonly data: () => unknown;
}

interface Seen {
  readonly look: Look;
  readonly manifest: Manifest;
  readonly leftOut: number;
}

/**
 * Begins with the listing that was proven after the freeze in this job; where there is none, the source is listed now.
 */
export async function openWatch(context: StepContext, ports: MountPorts): Promise<Watch> {
  const listing: ManifestPorts = { ssm: ports.ssm, outputs: await ports.openOutputs() };
  const { filters } = await (await ports.openTask()).describeTask();
  const first =
    knownManifest(context.env, 'source') ??
    (await manifestOf(context, listing, frozenSource(context.runbook)));
  const since = await lookedSince(first);
  const seen: Seen[] = [];
  return {
    look: async (look) => {
      const manifest = await fetchManifest(context, listing, {
        ...watchedSource(context.runbook, look, String(since / 1000)),
        directory: manifestFolder(context.env),
        ...(first.cuts && { cuts: first.cuts }),
      });
      const watched = await watchedChanges({
        before: readRowsFile(first.file),
        after: readRowsFile(manifest.file),
        since,
        selected: selection(filters),
      });
      const { changed, leftOut } = watched;
      if (changed > 0) throw written(context, watched, [first, manifest]);
      seen.push({ look, manifest, leftOut });
      context.say(
        `${context.runbook.source.export}: nothing of ${counted(first.rows, 'path')} has changed since the freeze`,
      );
    },
    facts: () => facts(first, seen),
    warnings: () => seen.slice(-1).flatMap(({ leftOut }) => leftOutWarning(leftOut)),
    data: () => ({
      server: 'open, watched',
      paths: first.rows,
      from: first.began,
      looks: seen.map(({ look, manifest, leftOut }) => ({
        look,
        began: manifest.began,
        ended: manifest.ended,
        leftOut,
      })),
    }),
  };
}

async function lookedSince(first: Manifest): Promise<number> {
  return watchedSince(first, await newestChange(readRowsFile(first.file)));
}

function facts(first: Manifest, seen: readonly Seen[]): readonly Fact[] {
  const last = seen.at(-1);
  if (last === undefined) return [];
  return [
    {
      name: 'Old server',
      value: `open to other clients, and watched: ${counted(first.rows, 'path')}, none changed from ${utc(new Date(first.began).toISOString())} to ${utc(new Date(last.manifest.ended).toISOString())}`,
    },
  ];
}

const leftOutWarning = (leftOut: number): readonly string[] =>
  leftOut === 0
    ? []
    : [
        `${counted(leftOut, 'path')} of the source changed after the freeze. The task's filters leave them out: some client still writes there.`,
      ];

function written(
  { runbook: { source } }: StepContext,
  { changed, first }: { readonly changed: number; readonly first: readonly string[] },
  [from, to]: readonly [Manifest, Manifest],
): CutoverError {
  const more = changed > first.length ? `, and ${changed - first.length} more` : '';
  return new CutoverError('differs', {
    what: `${source.export} under the freeze`,
    expected: `no change between the listings of ${utc(new Date(from.began).toISOString())} and ${utc(new Date(to.began).toISOString())}`,
    got: `${counted(changed, 'path')} changed: ${first.join(', ')}${more}`,
    cure: 'some client that the runbook does not name writes to the NFS server: find it (its list of clients, or its log), stop it or name it in application.servers, then start a new run',
  });
}
