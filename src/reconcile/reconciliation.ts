// Source × bucket × gateway, path by path, as streams: one verdict each, counted, and nothing kept per path.

import { Gathered } from './rows/rows-file.ts';
import type { ByteSink } from './rows/rows-file.ts';
import { Differences } from './differences.ts';
import type { Difference } from './differences.ts';
import { countRows, openLayers } from './layers.ts';
import type { Layers } from './layers.ts';
import { mergeRows } from './rows/merge-rows.ts';
import { PathVisitor } from './path-visitor.ts';
import type { Policy } from './judging/policy.ts';
import type { RowCursor } from './rows/row-cursor.ts';
import { HardLinks, judgementAfterRead } from './judging/judgement.ts';
import type { ReadFinding } from './judging/judgement.ts';
import type { Sample } from './judging/sampling.ts';
import { conclude, emptyTally, settle } from './tally.ts';
import type { Conclusion, Tally } from './tally.ts';

export interface ReconcileOptions {
  readonly policy: Policy;
  readonly signal?: AbortSignal;
  /** Gets a line for each difference. */
  readonly differences?: ByteSink;
  /** Gets the source's row of each path that is `to-read`, in order. */
  readonly toRead?: ByteSink;
  /** Gets the bucket's row of each object that is `to-remove`, in order. */
  readonly toRemove?: ByteSink;
  /** The task report takes part, with a symbol of its own. */
  readonly report?: boolean;
  /** Is offered each regular file that is in every layer and does not differ so far. */
  readonly sample?: Sample;
  /** Paths of the source that an earlier proof stands for, and that are not among the layers' rows. */
  readonly provenBefore?: number;
  /** Called now and then with the number of paths so far. */
  readonly onProgress?: (paths: number) => void;
}

export interface Reconciled extends Conclusion {
  readonly tally: Tally;
  /** The first differences, and how many there are. */
  readonly kept: readonly Difference[];
  readonly differences: number;
}

/** One comparison: `compare`, then `settle` for each path to read, then `conclude`. */
export class Reconciliation {
  readonly tally: Tally = emptyTally();
  readonly #options: ReconcileOptions;
  readonly #differences: Differences;
  #compared = false;

  constructor(options: ReconcileOptions) {
    this.#options = options;
    this.#differences = new Differences(options.differences, options.report === true ? 4 : 3);
  }

  /** Walks all layers once. Throws where one of them is not sorted, or has a path twice. */
  async compare(layers: Layers): Promise<void> {
    const { signal, toRead, toRemove, onProgress } = this.#options;
    const open = openLayers(layers);
    const reading = new Gathered();
    const removing = new Gathered();
    const links = new HardLinks();
    const visitor = new PathVisitor(open, this.#options, {
      tally: this.tally,
      differences: this.#differences,
      reading,
      removing,
      links,
    });
    await mergeRows(open.streams, {
      visit: (present, row, shared) => {
        visitor.visit(present, row, shared);
      },
      pause: async () => {
        signal?.throwIfAborted();
        await reading.flush(toRead);
        await removing.flush(toRemove);
        await this.#differences.flush();
        onProgress?.(visitor.paths);
      },
    });
    this.#judge(links);
    countRows(layers, open, this.tally);
    this.#compared = true;
  }

  /** Judges the missing names of hard-linked files, now that all names have been seen. */
  #judge(links: HardLinks): void {
    const { policy, provenBefore = 0 } = this.#options;
    const { paths } = this.tally;
    for (const { path, judgement } of links.judged(
      policy.notPortable.has('hard-link'),
      provenBefore > 0,
    )) {
      paths.missing -= 1;
      paths[judgement.verdict] += 1;
      this.#differences.addPath(path, judgement);
    }
  }

  /** What reading the object of a path that was `to-read` has shown; `row` is its row as `toRead` got it. */
  settle(row: RowCursor, finding: ReadFinding): void {
    const judgement = judgementAfterRead(row, finding);
    settle(this.tally, judgement.verdict);
    this.#differences.add(row, judgement);
  }

  /** What reading the object of a sampled path has shown, which had counted as `same` so far. */
  disprove(row: RowCursor, finding: ReadFinding): void {
    const judgement = judgementAfterRead(row, finding);
    this.tally.paths.same -= 1;
    this.tally.paths[judgement.verdict] += 1;
    this.#differences.add(row, judgement);
  }

  /** Writes what is left and says what all paths together prove. */
  async conclude(): Promise<Reconciled> {
    await this.#differences.flush();
    const conclusion = this.#compared
      ? conclude(this.tally, this.#options.policy, this.#options.provenBefore)
      : { verdict: 'unproven' as const, reasons: ['the comparison did not reach its end'] };
    const { kept, total } = this.#differences;
    return { ...conclusion, tally: this.tally, kept, differences: total };
  }
}

/** Compares `layers` and concludes. Paths to read stay unproven. */
export async function reconcile(layers: Layers, options: ReconcileOptions): Promise<Reconciled> {
  const run = new Reconciliation(options);
  await run.compare(layers);
  return run.conclude();
}
