// How many paths got which verdict, and what all of them together say: pass, fail or unproven.
import type { Verdict } from '../core/record.ts';
import { counted } from '../core/text/markdown.ts';
import { PATH_VERDICTS } from './judging/judgement.ts';
import type { PathVerdict } from './judging/judgement.ts';
import type { Policy } from './judging/policy.ts';

export type Counts = Record<PathVerdict, number>;

export interface Tally {
  readonly paths: Counts;
  /** Regular files, folders and links of the source with their bytes, as far as they take part. */
  readonly source: { paths: number; bytes: number };
  /** Objects `a` beside `a/b`: the gateway shows the folder only. */
  hidden: number;
  /** Paths of the accept-list that are no extra (any more). */
  acceptedUnused: number;
  /** Paths of each layer, as listed. */
  readonly listed: { source: number; bucket: number; gateway: number };
}

/** A tally in which nothing was seen yet. */
export function emptyTally(): Tally {
  return {
    paths: Object.fromEntries(PATH_VERDICTS.map((verdict) => [verdict, 0])) as Counts,
    source: { paths: 0, bytes: 0 },
    hidden: 0,
    acceptedUnused: 0,
    listed: { source: 0, bucket: 0, gateway: 0 },
  };
}

/** Moves one path that was `to-read` to what reading it has shown. */
export function settle(tally: Tally, verdict: PathVerdict): void {
  tally.paths['to-read'] -= 1;
  tally.paths[verdict] += 1;
}

/** What is said of paths of the source that are not the same; a verdict without words is no path of the source. */
const OTHERS: Partial<Record<PathVerdict, string>> = {
  missing: 'missing',
  differs: 'different',
  newer: 'newer than the transfer',
  'not-portable': 'not portable',
  unreadable: 'unreadable',
  impossible: 'impossible in S3',
  unproven: 'unproven',
  'to-read': 'still to be read',
  allowed: 'of a kind that the runbook allows',
};

/**
 * The sum of the source in words: the first number and those of the others add up to the second. `where` says which
 * paths, such as ` in 2 folders`. Only below a folder that the source cannot list, and so never in a pass, the unproven
 * paths can be more than the source shows.
 */
export function sourceInWords({ paths, source }: Tally, where = ''): string {
  const others = PATH_VERDICTS.flatMap((verdict) => {
    const [count, words] = [paths[verdict], OTHERS[verdict]];
    return count === 0 || words === undefined
      ? []
      : [`${count} ${count === 1 ? 'is' : 'are'} ${words}`];
  });
  const same = `${paths.same} of ${counted(source.paths, 'path')}${where} ${paths.same === 1 ? 'is' : 'are'} the same`;
  return [same, ...others].join(', ');
}

const FAILURES: readonly PathVerdict[] = [
  'missing',
  'extra',
  'differs',
  'not-portable',
  'unreadable',
  'impossible',
];

export interface Conclusion {
  readonly verdict: Verdict;
  /** Why it is no pass, in words; empty for a pass. */
  readonly reasons: readonly string[];
}

/**
 * What the tally proves. What failed outranks what is unproven. No path at all is no proof, unless `provenBefore` says
 * how many paths of the source an earlier proof stands for.
 */
export function conclude(
  tally: Tally,
  policy: Pick<Policy, 'afterFreeze' | 'newerLimit' | 'removeLimit'>,
  provenBefore = 0,
): Conclusion {
  const { paths } = tally;
  const limit = policy.afterFreeze ? 0 : policy.newerLimit;
  const failures = FAILURES.filter((verdict) => paths[verdict] > 0).map(
    (verdict) => `${paths[verdict]} ${verdict}`,
  );
  if (paths.newer > limit)
    failures.push(
      policy.afterFreeze
        ? `${paths.newer} newer than the transfer, though the source is frozen: somebody still writes, or the clock of the NFS server is ahead`
        : `${paths.newer} newer than the transfer, more than the ${limit} that the runbook allows`,
    );
  if (paths['to-remove'] > (policy.removeLimit ?? 0))
    failures.push(
      `${paths['to-remove']} extras to remove, more than the ${policy.removeLimit ?? 0} that the runbook allows`,
    );
  if (tally.hidden > 0) failures.push(`${tally.hidden} hidden behind a folder of the same name`);
  const doubts = [
    ...(paths.unproven > 0 ? [`${paths.unproven} unproven`] : []),
    ...(paths['to-read'] > 0 ? [`${paths['to-read']} still to be read`] : []),
    ...(tally.source.paths + provenBefore === 0
      ? ['the source lists no path that takes part']
      : []),
  ];
  const verdict = failures.length > 0 ? 'fail' : doubts.length > 0 ? 'unproven' : 'pass';
  return { verdict, reasons: [...failures, ...doubts] };
}
