// What the comparison of whole trees found, as the outcome of a step.
import { CutoverError } from '../core/errors.ts';
import type { Fact, Outcome } from '../core/record.ts';
import { differencesMarkdown } from '../reconcile/differences.ts';
import { PATH_VERDICTS } from '../reconcile/judgement.ts';
import type { Reconciled } from '../reconcile/reconciliation.ts';
import type { Manifest } from './fetch-manifest.ts';

export interface TreeFinding {
  /** `every file in the bucket`, `every file on the gateway`. */
  readonly what: string;
  readonly result: Reconciled;
  readonly manifests: readonly { readonly name: string; readonly manifest: Manifest }[];
  /** The file of differences, beside the record. */
  readonly differencesFile: string;
  readonly statements: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Pass, fail or unproven, with the counts of every verdict; anything but a pass fails the step. */
export function treeOutcome(finding: TreeFinding): Outcome {
  const { result, what } = finding;
  const denied = finding.manifests.filter(({ manifest }) => manifest.denied > 0);
  const reasons = [
    ...result.reasons,
    ...denied.map(({ name, manifest }) => `${name}: ${manifest.denied} folders cannot be entered`),
  ];
  const verdict = result.verdict === 'pass' && denied.length > 0 ? 'unproven' : result.verdict;
  const { paths, source } = result.tally;
  const says =
    verdict === 'pass'
      ? `${what}: ${paths.same} of ${source.paths} paths are the same, nothing is missing, nothing differs.`
      : `${what}: ${verdict === 'fail' ? 'not so' : 'not proven'}: ${reasons.join(', ')}.`;
  return {
    verdict,
    says,
    facts: facts(finding, reasons),
    warnings: [],
    data: {
      scope: 'tree',
      tally: result.tally,
      reasons,
      differences: result.differences,
      first: result.kept,
      manifests: finding.manifests.map(({ name, manifest }) => ({ name, ...manifest })),
      ...finding.data,
    },
    outputs: {
      rows: String(result.tally.listed.source),
      differences: String(result.differences),
    },
    markdown: differencesMarkdown(result.kept, result.differences),
    ...(verdict === 'pass' ? {} : { error: failure(finding, verdict, reasons) }),
  };
}

function facts({ result, manifests, statements }: TreeFinding, reasons: readonly string[]): Fact[] {
  const { tally } = result;
  return [
    ...PATH_VERDICTS.filter((name) => tally.paths[name] > 0).map((name) => ({
      name,
      value: String(tally.paths[name]),
    })),
    ...(reasons.length === 0 ? [] : [{ name: 'Why it is no pass', value: reasons.join('; ') }]),
    ...statements.map((value) => ({ name: 'Read', value })),
    ...manifests.map(({ name, manifest }) => ({
      name,
      value: `${manifest.rows} paths of ${manifest.source}, ${manifest.pruned} pruned, ${manifest.denied} not entered, SHA-256 ${manifest.sha256}`,
    })),
    ...(tally.listed.bucket > 0
      ? [{ name: 'Bucket', value: `${tally.listed.bucket} objects` }]
      : []),
  ];
}

const failure = (
  { what, differencesFile, result }: TreeFinding,
  verdict: 'fail' | 'unproven',
  reasons: readonly string[],
): CutoverError =>
  new CutoverError(verdict === 'fail' ? 'differs' : 'unproven', {
    what,
    expected: 'the same paths with the same bytes on both sides',
    got: [
      reasons.join(', '),
      ...result.kept.slice(0, 3).map((one) => `${one.verdict} ${one.path}`),
    ].join('; '),
    cure: `read ${differencesFile} in this job's records, mend the cause, and run the delta again`,
  });
