// Our side of a merge: two manifests, path by path, with every rule of a comparison.
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';

const [left = '', right = ''] = process.argv.slice(2);
const started = performance.now();
const { tally, differences } = await reconcile(
  { source: { rows: readRowsFile(left) }, gateway: { rows: readRowsFile(right) } },
  { policy: policyOf({}) },
);
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ objects: tally.listed.source, differences, milliseconds }));
