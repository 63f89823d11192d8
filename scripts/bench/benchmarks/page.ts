// How long the page of a report takes that has very many differences: made by an action, opened by a browser.
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult, Measured, Side } from '../benchmark.ts';
import { ownSide } from '../data/data.ts';
import { judgeMost, median, notMeasured } from '../measuring/goal-results.ts';
import { grouped } from '../showing/numbers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';
import { chromiumPath } from '../../report/chromium.ts';

const DEFAULT_SIZE = 100_000;
const LIMIT_MS = 3000;
const GOAL = 'page: 100,000 differences in less than 3 s';
const RUNBOOK = join(import.meta.dirname, '..', '..', '..', 'runbooks', 'image-archive.yml');

export const page: Benchmark = {
  name: 'page',
  title: 'The page of a report',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const file = join(bench.folder, 'report.html');
    const measured = await sideBySide(bench, [
      ownSide('made', [bench.worker('render-page'), String(count), RUNBOOK, file], {
        wanted: { objects: Math.ceil(count / 1000) * 1000 },
      }),
      ...browser(file),
    ]);
    return {
      what: `Evidence with ${grouped(count)} differences. The page shows the first 1,000 and names the files that have all. Chromium starts, opens a page and prints its document: the goal takes off what an empty page needs. Whole processes.`,
      measured,
      goals: [judge(count, measured)],
    };
  },
};

function browser(file: string): Side[] {
  const chromium = chromiumPath();
  if (chromium === undefined) return [];
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const opening = (name: string, url: string): Side => ({
    name,
    command: { argv: [chromium, '--headless', ...sandbox, '--dump-dom', url] },
    discard: true,
  });
  return [
    opening('opened by Chromium', `file://${file}`),
    opening('an empty page', 'data:text/html,<p>empty'),
  ];
}

function judge(count: number, [made, opened, empty]: readonly Measured[]) {
  if (count < DEFAULT_SIZE) return notMeasured(GOAL, 'fewer differences');
  if (made === undefined || opened === undefined || empty === undefined)
    return notMeasured(GOAL, 'there is no Chromium');
  const making = median(made.milliseconds);
  const opening = Math.max(0, median(opened.milliseconds) - median(empty.milliseconds));
  const found = `${(making / 1000).toFixed(2)} s to make it, ${(opening / 1000).toFixed(2)} s to open it`;
  return judgeMost(GOAL, { value: making + opening, limit: LIMIT_MS, found });
}
