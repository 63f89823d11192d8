// A tree that several servers list side by side: where it is cut into shares, and the shares as one.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { CutoverError } from '../../core/errors.ts';
import { counted } from '../../core/text/markdown.ts';
import type { StepContext } from '../frame/context.ts';
import { required, runDocument } from '../servers/run-document.ts';
import type { Answer } from '../servers/run-document.ts';
import { listingAnswer, MOST_PRUNED_NAMED, odd, whole } from './list-tree.ts';
import type { ServerManifest } from './list-tree.ts';
import { cutsRun, listersOf } from './manifest-runs.ts';
import type { Cuts, WantedTree } from './manifest-runs.ts';

/** Where the tree is cut for all listers; undefined where one server lists it all. */
export async function cutsFor(
  context: StepContext,
  ssm: Ssm,
  wanted: WantedTree,
): Promise<Cuts | undefined> {
  const { runbook, run } = context;
  const listers = listersOf(runbook).length;
  if (listers === 1 || wanted.server !== undefined) return undefined;
  if (wanted.cuts !== undefined) return wanted.cuts;
  const answers = await runDocument(context, ssm, cutsRun(runbook, run.id, wanted));
  const what = `looking where ${wanted.mount} can be cut`;
  const cuts = readCuts(listingAnswer(answers, what, wanted.user), listers);
  context.say(
    cuts.at.length === 0
      ? `${wanted.label}: fewer folders than servers, so one server lists it.`
      : `${wanted.label}: ${counted(cuts.at.length + 1, 'server')} list it side by side.`,
  );
  return cuts;
}

/** Any cuts are right if they are in order and no deeper than the level that all servers list. */
function readCuts(answer: Answer, shares: number): Cuts {
  const level = whole(answer, 'level', required(answer, 'level'));
  const at = Array.from({ length: shares - 1 }, (_, i) => answer.values.get(`cut-${i + 1}`) ?? '');
  if (at.every((cut) => cut === '')) return { level: 0, at: [] };
  const paths = at.map((cut) => Buffer.from(cut, 'base64'));
  const depths = paths.map((path) => path.toString('latin1').split('/').length);
  const isOrdered = paths.every(
    (path, i) => Buffer.compare(paths[i - 1] ?? Buffer.alloc(0), path) < 0,
  );
  if (!isOrdered || Math.max(...depths) > level || level > MOST_LEVEL)
    throw odd(answer, `paths in order, at most ${level} levels deep`, at.join(' '));
  return { level, at };
}

/** ShareLevel has one digit. */
const MOST_LEVEL = 9;

/** What the servers say of their shares as what one server says of all; no server knows the SHA-256 of several shares. */
export function joined(
  name: string,
  shares: readonly ServerManifest[],
): Omit<ServerManifest, 'parts' | 'found' | 'sha256'> & { readonly sha256?: string } {
  const [first] = shares;
  if (first === undefined) throw new Error('no server has listed anything');
  const { parts: _parts, found: _found, ...alone } = first;
  if (shares.length === 1) return alone;
  const other = shares.find(({ source }) => source !== first.source);
  if (other !== undefined) throw otherSource(name, first, other);
  const sum = (of: 'rows' | 'folders' | 'pruned' | 'denied'): number =>
    shares.reduce((all, one) => all + one[of], 0);
  return {
    server: shares.map(({ server }) => server).join(', '),
    source: first.source,
    began: Math.min(...shares.map(({ began }) => began)),
    ended: Math.max(...shares.map(({ ended }) => ended)),
    rows: sum('rows'),
    folders: sum('folders'),
    pruned: sum('pruned'),
    prunedFirst: shares.flatMap(({ prunedFirst }) => prunedFirst).slice(0, MOST_PRUNED_NAMED),
    denied: sum('denied'),
  };
}

const otherSource = (name: string, first: ServerManifest, other: ServerManifest): CutoverError =>
  new CutoverError('unproven', {
    what: `${name} on ${other.server}`,
    expected: `${first.source}, as on ${first.server}`,
    got: other.source,
    cure: 'see what is mounted there: shares of two trees are no list of one',
  });
