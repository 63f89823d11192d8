// The page of a run with so many differences: evidence in memory → one file.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseRunbook } from '../../../src/runbook/load.ts';
import type { StepRecord } from '../../../src/core/record.ts';
import { reportPage } from '../../../src/evidence/page/page.ts';

const [count = '', runbookFile = '', page = ''] = process.argv.slice(2);
const loaded = parseRunbook(readFileSync(runbookFile, 'utf8'), runbookFile);
if (!loaded.ok) throw new Error(`expected a sound runbook, got ${runbookFile}`);

/** A record keeps a thousand of them. */
const EACH = 1000;
const records = Array.from({ length: Math.ceil(Number(count) / EACH) }, (_, i) => comparison(i));
const objects = records.reduce((sum, { data }) => sum + (data.differences as number), 0);

const started = performance.now();
const html = reportPage({
  ...{ run: '42', runbook: loaded.runbook, approvals: [], records },
  state: { begun: false, ending: 'failed', left: 'nothing' },
});
writeFileSync(page, html);
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ objects, bytes: Buffer.byteLength(html), milliseconds }));

function comparison(number: number): StepRecord {
  const first = Array.from({ length: EACH }, (_, i) => ({
    ...{ verdict: 'missing', symbols: '=-.', lostBy: 'transfer' },
    path: `images/${number}/${String(i).padStart(6, '0')} a scan of a picture.jpg`,
    details: ['bucket size 1024, not 2048'],
  }));
  const paths = { same: 0, missing: EACH };
  const tally = { paths, source: { paths: EACH, bytes: 0 }, listed: {} };
  const minute = new Date(Date.UTC(2026, 10, 22) + number * 60_000).toISOString();
  return {
    ...{ format: 2, step: 'verify-s3', id: `tree-${number}`, job: 'verify', runbook: 'x' },
    ...{ run: '42', attempt: 1, startedAt: minute, endedAt: minute, verdict: 'fail' },
    ...{ says: `comparison ${number}`, facts: [], warnings: [] },
    data: { scope: 'tree', differences: EACH, first, tally },
  };
}
