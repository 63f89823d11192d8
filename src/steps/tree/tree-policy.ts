// The runbook's rules for the proof of the whole tree, as the comparison takes them.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../../core/errors.ts';
import type { Instant } from '../../core/clock.ts';
import { acceptedRows } from '../../reconcile/paths/visible-path.ts';
import type { CompareRule } from '../../reconcile/judging/compare-rule.ts';
import type { Filters } from '../../reconcile/paths/path-patterns.ts';
import { policyOf } from '../../reconcile/judging/policy.ts';
import type { Policy } from '../../reconcile/judging/policy.ts';
import { calibrationFolder, speedFolder, testFileName } from '../../runbook/test-file-name.ts';
import type { StepContext } from '../frame/context.ts';

export interface TreeMoment {
  /** True after the freeze: then nothing may be newer than the transfer. */
  readonly frozen: boolean;
  /** When the proven transfer began. */
  readonly transferredAt: Instant | undefined;
  /** The task's own filters: the comparison ignores what they leave out. */
  readonly filters: Filters;
  /** The rule for the gateway, if it was calibrated. */
  readonly gatewayRule?: CompareRule;
}

/** What this run lets pass. The run's own test files are not extras: both layers have them. */
export function treePolicy(
  context: StepContext,
  { frozen, transferredAt, filters, gatewayRule }: TreeMoment,
): Policy {
  if (frozen && transferredAt === undefined) throw noMoment();
  const { bucket, verify } = context.runbook;
  return policyOf({
    afterFreeze: frozen,
    filters: withoutCalibration(context, filters),
    ...(!frozen && verify.removeLimit !== undefined && { removeLimit: verify.removeLimit }),
    newerLimit: verify.newerLimit,
    notPortable: verify.notPortable,
    stayBehind: verify.stayBehind,
    tolerate: [...verify.tolerate, ...testFiles(context)],
    prefixBytes: Buffer.byteLength(bucket.prefix),
    readAll: verify.depth !== 'size' && verify.sample === 'all',
    ...(transferredAt !== undefined && { transferredAt }),
    ...(gatewayRule !== undefined && { gatewayRule }),
  });
}

const noMoment = (): CutoverError =>
  new CutoverError('bad-input', {
    what: 'input transferred-at',
    expected: 'when the transfer after the freeze began, with frozen: true',
    got: 'nothing',
    cure: 'hand over the output began of run-datasync',
  });

/**
 * Test files of earlier runs, and the folders in which those runs measured: the source does not have them any more, but
 * DataSync keeps what it has copied.
 */
const testFiles = ({ runbook }: StepContext): readonly string[] => {
  const { canary, confirmation } = runbook;
  const names = [canary.to, confirmation.to].map((to) => testFileName(literal(to), '*'));
  return [...names, literal(speedFolder(canary.to, '')) + '*'].map((path) => `/${path}`);
};

/**
 * Calibration folders take no part: they hold what no layer shows as it is, and the layer rules compare them. A run
 * that could not remove its own may have left it at the source too.
 */
const withoutCalibration = ({ runbook }: StepContext, filters: Filters): Filters => ({
  ...filters,
  excludes: [filters.excludes ?? '', `/${literal(calibrationFolder(runbook.canary.to, ''))}*`]
    .filter((text) => text !== '')
    .join('|'),
});

/** A path as a pattern that matches only this path. */
const literal = (path: string): string => path.replaceAll(/[\\|*]/g, String.raw`\$&`);

/** The reviewed list of extras as rows with empty meta data, sorted by the bytes of their paths; undefined without one. */
export function acceptedExtras(context: StepContext): AsyncIterable<Uint8Array> | undefined {
  const text = acceptListText(context);
  return text === undefined ? undefined : acceptedRows(text).rows;
}

/** The reviewed list of extras in the checked-out commit; undefined if the runbook names none. */
export function acceptListText(context: StepContext): string | undefined {
  const { acceptList } = context.runbook.verify;
  if (acceptList === undefined) return undefined;
  const file = join(context.env.GITHUB_WORKSPACE ?? process.cwd(), acceptList);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) return readFileSync(file, 'utf8');
  throw new CutoverError('bad-runbook', {
    what: `verify.accept-list, ${acceptList}`,
    expected: 'a file of the checked-out commit',
    got: 'no such file',
    cure: 'add it by pull request: one path per line, as the file of differences writes them',
  });
}
