// What was where: how many paths each layer held at the last look, and how many of them are proven.
import type { Night, Tree } from './evidence.ts';

export type LayerName = 'source' | 'bucket' | 'gateway';

export interface Layer {
  readonly name: LayerName;
  readonly place: string;
  /** Paths, or objects of the bucket. Undefined where nobody has listed it whole. */
  readonly held: number | undefined;
  readonly bytes: number | undefined;
  /** Undefined for the source, and where nothing was compared. */
  readonly shares: Shares | undefined;
  readonly tree: Tree | undefined;
}

/** Paths by what is known of them. */
export interface Shares {
  readonly proven: number;
  readonly differing: number;
  readonly unproven: number;
  readonly aside: number;
}

const DIFFERING = ['missing', 'extra', 'differs', 'newer', 'not-portable', 'impossible'] as const;
const UNPROVEN = ['unproven', 'unreadable', 'to-read'] as const;
const ASIDE = ['tolerated', 'accepted', 'allowed', 'to-remove', 'filtered', 'pruned'] as const;

/** Of one comparison; a re-check has looked again at some paths, and the others have not changed. */
export function sharesOf({ data: { recheck, tally } }: Tree): Shares {
  const sum = (verdicts: readonly string[]): number =>
    verdicts.reduce((all, verdict) => all + (tally.paths[verdict] ?? 0), 0);
  return {
    proven: sum(['same']) + (recheck?.paths?.unchanged ?? 0),
    differing: sum(DIFFERING),
    unproven: sum(UNPROVEN),
    aside: sum(ASIDE),
  };
}

/** The three layers in the order in which the files travel. */
export function layersOf({ runbook, trees }: Night): readonly [Layer, Layer, Layer] {
  const bucket = trees.findLast(({ layer }) => layer === 'bucket');
  const gateway = trees.findLast(({ layer }) => layer === 'gateway');
  const full = (layer: Tree['layer']): Tree | undefined =>
    trees.findLast((tree) => tree.layer === layer && tree.data.recheck?.since === undefined);
  const whole = full('bucket') ?? full('gateway');
  const { source, bucket: where, gateway: share } = runbook;
  const named = {
    source: source.export,
    bucket: `s3://${where.name}/${where.prefix}`,
    gateway: share.export,
  };
  return [
    {
      ...{ name: 'source', place: named.source, shares: undefined, tree: gateway ?? bucket },
      held: rowsOf(bucket ?? gateway, 'Source'),
      bytes: whole?.data.tally.source.bytes,
    },
    layer(
      { name: 'bucket', place: named.bucket, tree: bucket },
      full('bucket')?.data.tally.listed.bucket,
    ),
    layer(
      { name: 'gateway', place: named.gateway, tree: gateway },
      rowsOf(full('gateway'), 'Gateway'),
    ),
  ];
}

const layer = (of: Pick<Layer, 'name' | 'place' | 'tree'>, held: number | undefined): Layer => ({
  ...{ ...of, held, bytes: undefined },
  shares: of.tree === undefined ? undefined : sharesOf(of.tree),
});

const rowsOf = (tree: Tree | undefined, name: string): number | undefined =>
  tree?.data.manifests?.find((manifest) => manifest.name === name)?.rows;
