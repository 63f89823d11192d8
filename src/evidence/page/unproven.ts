// What the evidence does not prove: said by the report itself, so that no reader takes silence for a proof.
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import { quorumOf } from '../../runbook/quorum.ts';
import type { Night, Tree } from './evidence.ts';
import { say } from './html.ts';
import type { Said } from './html.ts';

/** One thing that nobody has proven; `quote` is a text of the evidence. */
export interface Gap {
  readonly said: Said;
  readonly quote?: string;
}

/** The most important first. */
export const gapsOf = (night: Night): readonly Gap[] => [
  ...(night.missing ?? []).map((job) => ({ said: say('gap.missing', job) })),
  ...unprovenSteps(night),
  ...notReached(night),
  ...approvals(night),
  ...downtime(night),
  ...(['bucket', 'gateway'] as const).flatMap((layer) => ofLayer(night, layer)),
  ...(night.trees.length > 0 && !night.runbook.verify.calibrate ? [{ said: say('gap.rule') }] : []),
  ...oldServer(night),
];

const unprovenSteps = ({ last }: Night): Gap[] =>
  last
    .filter(({ verdict }) => verdict === 'unproven')
    .map(({ id, job, says }) => ({ said: say('gap.step', `${job} / ${id}`), quote: says }));

/** A run that ended early has not looked at everything. */
function notReached({ state: { ending }, trees }: Night): Gap[] {
  if (ending === 'unproven') return [];
  const missing = (['bucket', 'gateway'] as const).filter(
    (layer) => !trees.some((tree) => tree.layer === layer),
  );
  const frozen = trees.some(({ data }) => data.frozen === true);
  return [
    ...missing.map((layer) => ({ said: say(`gap.never-${layer}`) })),
    ...(frozen || missing.length > 0 ? [] : [{ said: say('gap.not-frozen') }]),
  ];
}

function approvals({ approvals: decisions, counted, passedGate, runbook }: Night): Gap[] {
  if (!passedGate) return [];
  if (decisions.length === 0) return [{ said: say('gap.no-decisions') }];
  const short = counted.met
    ? []
    : [{ said: say('gap.quorum', counted.people.length, quorumOf(runbook)) }];
  return [...short, ...counted.unproven.map((quote) => ({ said: say('gap.gate'), quote }))];
}

const downtime = ({ downtime: all }: Night): Gap[] =>
  all.flatMap(({ server, stretches }) =>
    stretches
      .filter(({ seconds }) => seconds === null)
      .map(({ says }) => ({ said: say('gap.downtime', server), quote: says })),
  );

/** What the newest look at a layer has left out. */
function ofLayer({ last, trees }: Night, layer: Tree['layer']): Gap[] {
  const tree = trees.findLast((one) => one.layer === layer);
  if (tree === undefined) return [];
  const { paths } = tree.data.tally;
  const counts = (['unproven', 'unreadable', 'filtered', 'pruned'] as const)
    .map((verdict) => [verdict, paths[verdict] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => ({ said: say(`gap.${verdict}`, count, { t: `layers.${layer}` }) }));
  return [...counts, ...since(last, tree), ...(layer === 'bucket' ? depth(trees) : [])];
}

function since(last: Night['last'], { data: { recheck }, layer }: Tree): Gap[] {
  if (recheck?.since === undefined || recheck.paths === undefined) return [];
  const { provenAt } = recheck.since;
  return [{ said: say(`gap.since-${layer}`, recheck.paths.unchanged, moment(last, provenAt)) }];
}

/** How deep the proof of every object looked: an incremental one builds on the one before it. */
function depth(trees: readonly Tree[]): Gap[] {
  const full = trees.findLast(
    ({ data, layer }) => layer === 'bucket' && data.recheck?.since === undefined,
  );
  if (full === undefined) return [];
  const { depth: deep, sample, tally } = full.data;
  if (deep === 'size') return [{ said: say('gap.size') }];
  if (sample === 'all' || sample === undefined || sample >= tally.source.paths)
    return deep === 'metadata' ? [{ said: say('gap.metadata') }] : [];
  return [{ said: say(deep === 'metadata' ? 'gap.sample-metadata' : 'gap.sample', sample) }];
}

/** Other clients of the old server may go on writing to it. */
function oldServer({ last }: Night): Gap[] {
  const watch = last.findLast(({ step }) => step === 'switch-mount')?.data.watch as
    Watch | undefined;
  const end = watch?.looks.at(-1)?.ended;
  if (watch === undefined || end === undefined) return [];
  const length = formatDuration(end - watch.from);
  return [{ said: say('gap.watch', moment(last, new Date(end).toISOString()), length) }];
}

interface Watch {
  readonly from: number;
  readonly looks: readonly { readonly ended: number }[];
}

/** The time, with its day if the run did not begin on it. */
const moment = (last: Night['last'], iso: string): string =>
  last[0]?.startedAt.slice(0, 10) === iso.slice(0, 10) ? utc(iso).slice(11) : utc(iso);
