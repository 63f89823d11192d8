// The result of a comparison of whole trees, as the outcome and the summary of a step.
import type { Instant } from '../../core/clock.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { leaveProof } from './proof.ts';
import type { ProvenLayer } from './proof.ts';
import type { StepContext } from '../frame/context.ts';
import type { TreeMoment } from './tree-policy.ts';
import { counted } from '../../core/text/markdown.ts';
import { CutoverError } from '../../core/errors.ts';
import { differencesMarkdown } from '../../reconcile/differences.ts';
import { PATH_VERDICTS } from '../../reconcile/judging/judgement.ts';
import type { Filters } from '../../reconcile/paths/path-patterns.ts';
import type { Reconciled } from '../../reconcile/reconciliation.ts';
import { sourceInWords } from '../../reconcile/tally.ts';
import type { LayerRule } from './layer-rules.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { enteringCure } from '../manifest/list-tree.ts';
import { proofName, recheckData, recheckFacts } from './recheck.ts';
import type { Recheck } from './recheck.ts';

/** A comparison of trees that has ended, before its proof is written. */
export interface ComparedTree extends Omit<TreeResult, 'proof' | 'filters'> {
  readonly moment: TreeMoment;
  /** When the comparison began. */
  readonly began: Instant;
  /** Rows of the extras that the run has still to remove. */
  readonly pending: string;
}

/** Writes the proof of a layer that passed, and returns the outcome. The first manifest is the source's. */
export async function concludeTree(
  context: StepContext,
  layer: ProvenLayer,
  { moment, began, pending, ...tree }: ComparedTree,
): Promise<Outcome> {
  const { held, manifests, result, statements, data } = tree;
  const [source] = manifests;
  const proof =
    source === undefined
      ? ''
      : await leaveProof(context, layer, {
          ...moment,
          verdict: held.problems.length > 0 ? 'unproven' : result.verdict,
          manifest: source.manifest,
          ...{ statements, pending },
        });
  const { frozen, filters } = moment;
  const outcome = treeOutcome({ ...tree, proof, filters, data: { ...data, frozen, filters } });
  const now = context.clock.now();
  return {
    ...outcome,
    outputs: {
      ...outcome.outputs,
      seconds: String(Math.ceil((now - began) / 1000)),
      'proven-at': outcome.verdict === 'pass' ? new Date(now).toISOString() : '',
    },
  };
}

interface TreeResult {
  /** `every file in the bucket`, `every file on the gateway`. */
  readonly what: string;
  readonly result: Reconciled;
  readonly manifests: readonly { readonly name: string; readonly manifest: Manifest }[];
  /** The user who made the manifests. */
  readonly user: string;
  /** The file of differences, beside the record. */
  readonly differencesFile: string;
  readonly statements: readonly string[];
  /** Whether the step looked at everything, or at what changed since a proof; the first manifest is the source's. */
  readonly recheck: Recheck;
  /** The SHA-256 of the proof that this step leaves for a re-check; '' if it leaves none. */
  readonly proof: string;
  /** The rule for the layer; if its calibration does not hold, nothing is proven. */
  readonly held: LayerRule;
  /** What else a person must know. */
  readonly told?: readonly string[];
  /** The task's own: the comparison ignored what they leave out. */
  readonly filters: Filters;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Pass, fail or unproven, with the counts of every verdict; anything but a pass fails the step. */
export function treeOutcome(tree: TreeResult): Outcome {
  const { held, result, what } = tree;
  const denied = tree.manifests.filter(({ manifest }) => manifest.denied > 0);
  const reasons = [
    ...result.reasons,
    ...denied.map(
      ({ name, manifest }) => `${name}: ${counted(manifest.denied, 'folder')} cannot be entered`,
    ),
    ...held.problems,
  ];
  const doubted = denied.length > 0 || held.problems.length > 0;
  const verdict = result.verdict === 'pass' && doubted ? 'unproven' : result.verdict;
  const says =
    verdict === 'pass'
      ? `${what}: ${passed(tree)}${held.calibrated ? ` ${held.words}.` : ''}`
      : `${what}: ${verdict === 'fail' ? 'failed' : 'not proven'}: ${reasons.join(', ')}.`;
  return {
    verdict,
    says,
    facts: facts(tree),
    warnings: warnings(tree),
    data: {
      scope: 'tree',
      tally: result.tally,
      reasons,
      differences: result.differences,
      first: result.kept,
      rule: held.rule,
      held: held.words,
      manifests: tree.manifests.map(({ name, manifest }) => ({ name, ...manifest })),
      ...recheckOfRecord(tree),
      ...tree.data,
    },
    outputs: {
      rows: String(sourceOf(tree)?.rows ?? 0),
      differences: String(result.differences),
      proof: verdict === 'pass' ? tree.proof : '',
    },
    markdown: differencesMarkdown(result.kept, result.differences, tree.differencesFile),
    ...(verdict === 'pass'
      ? {}
      : { error: failure(tree, verdict, { reasons, denied: denied.length > 0 }) }),
  };
}

/** What a pass says, and what it does not claim. */
function passed(tree: TreeResult): string {
  const { result, recheck } = tree;
  const nothing = 'nothing is missing, nothing differs.';
  if (recheck.kind === 'all') return `${sourceInWords(result.tally)}; ${nothing}`;
  const unchanged = (sourceOf(tree)?.rows ?? 0) - recheck.rows;
  const since = `unchanged at the source since ${proofName(recheck.proof)}`;
  if (recheck.folders.length === 0)
    return `no folder has changed, ${unchanged} paths are ${since}.`;
  const where = ` in ${counted(recheck.folders.length, 'folder')}`;
  return `${sourceInWords(result.tally, where)}; ${nothing} The other ${unchanged} are ${since}.`;
}

function warnings(tree: TreeResult): string[] {
  const { filters, recheck, result, told = [] } = tree;
  const again =
    recheck.kind === 'all' && recheck.unwanted
      ? [`This re-check looks at everything: ${recheck.why ?? ''}.`]
      : [];
  return [...told, ...again, ...leftOut(filters, result), ...pruned(tree), ...toRemove(result)];
}

/** What the bucket has of paths that no manifest lists stays there, and nobody has compared it. */
function pruned({ result, differencesFile }: TreeResult): string[] {
  const count = result.tally.paths.pruned;
  if (count === 0) return [];
  return [
    `${counted(count, 'object')} of snapshot folders, or of files that NFS keeps because they are open, were not compared: no manifest lists them. They stay in the bucket; ${differencesFile} names them. Let the task exclude such paths`,
  ];
}

/** ` (a, b, …)`: the first of `count` paths. */
const named = (first: readonly string[], count: number): string =>
  first.length === 0 ? '' : ` (${first.join(', ')}${count > first.length ? ', …' : ''})`;

/** A folder that the task leaves out is gone after the switch, and only this warning says so. */
function leftOut(filters: Filters, { tally }: Reconciled): string[] {
  const named = (['includes', 'excludes'] as const)
    .map((kind) => [kind, filters[kind] ?? ''] as const)
    .filter(([, patterns]) => patterns !== '')
    .map(([kind, patterns]) => `${kind} ${patterns}`);
  if (named.length === 0 || tally.paths.filtered === 0) return [];
  return [
    `The task's filters (${named.join(', ')}) leave out ${counted(tally.paths.filtered, 'path')}; these were not compared: those that are not in the bucket will not be there after the switch`,
  ];
}

/** A pass that names what the run will remove. */
function toRemove({ tally, kept }: Reconciled): string[] {
  const count = tally.paths['to-remove'];
  if (count === 0) return [];
  const removed = kept.filter(({ verdict }) => verdict === 'to-remove').map(({ path }) => path);
  const named = removed.slice(0, NAMED);
  const others = count > named.length ? ['and others'] : [];
  return [
    `${count === 1 ? 'One extra' : `${count} extras`} would be removed after the freeze${named.length === 0 ? '' : `: ${[...named, ...others].join(', ')}`}`,
  ];
}

const NAMED = 5;

const sourceOf = ({ manifests }: Pick<TreeResult, 'manifests'>): Manifest | undefined =>
  manifests[0]?.manifest;

function recheckOfRecord({ recheck, manifests }: TreeResult): Record<string, unknown> {
  const source = sourceOf({ manifests });
  return source === undefined ? {} : recheckData(recheck, source);
}

function facts(tree: TreeResult): Fact[] {
  const { held, result, manifests, statements, recheck } = tree;
  const { tally } = result;
  const source = sourceOf(tree);
  return [
    ...PATH_VERDICTS.filter((name) => tally.paths[name] > 0).map((name) => ({
      name,
      value: String(tally.paths[name]),
    })),
    ...statements.map((value) => ({ name: 'Read', value })),
    ...(source === undefined ? [] : recheckFacts(recheck, source)),
    { name: 'Rule', value: held.words },
    ...manifests.map(({ name, manifest }) => ({
      name,
      value: `${manifest.rows} paths of ${manifest.source}, ${manifest.pruned} pruned${named(manifest.prunedFirst, manifest.pruned)}, ${manifest.denied} not entered, SHA-256 ${manifest.sha256}, ${manifest.handedOver}`,
    })),
    ...(tally.listed.bucket > 0
      ? [{ name: 'Bucket', value: `${tally.listed.bucket} objects` }]
      : []),
  ];
}

const failure = (
  { what, user, differencesFile, result }: TreeResult,
  verdict: 'fail' | 'unproven',
  why: { readonly reasons: readonly string[]; readonly denied: boolean },
): CutoverError =>
  new CutoverError(verdict === 'fail' ? 'differs' : 'unproven', {
    what,
    expected: 'the same paths with the same bytes in both layers',
    got: [
      why.reasons.join(', '),
      ...result.kept.slice(0, 3).map((one) => `${one.verdict} ${one.path}`),
    ].join('; '),
    cure: [
      ...(why.denied ? [enteringCure(user)] : []),
      `read ${differencesFile} in this job's records, mend the cause, and run the delta again`,
    ].join('; '),
  });
