// Names of the source that S3 cannot hold: DataSync ends in ERROR because of one of them, with a count alone.
import { any } from '../../aws/datasync/execution.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import { Differences, differencesMarkdown } from '../../reconcile/differences.ts';
import type { Difference } from '../../reconcile/differences.ts';
import { StayBehind, whyNoKey } from '../../reconcile/paths/object-key.ts';
import { selection } from '../../reconcile/paths/path-patterns.ts';
import { mergeRows } from '../../reconcile/rows/merge-rows.ts';
import { RowCursor } from '../../reconcile/rows/row-cursor.ts';
import { typeOf } from '../../reconcile/rows/row-fields.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { StepContext } from '../frame/context.ts';
import { freshSource } from '../manifest/manifest-runs.ts';
import { manifestOf, openDifferences } from '../manifest/manifest-store.ts';
import type { TransferPorts } from './adapters.ts';

/** What S3 cannot hold of the source, as far as the task takes it. */
interface NamesWithoutKeys {
  /** Those that the runbook does not name. */
  readonly refused: number;
  /** Those that may stay behind. */
  readonly accepted: number;
  /** The first of both, by path. */
  readonly refusedFirst: readonly Difference[];
  readonly acceptedFirst: readonly string[];
  /** The refused ones, beside the record. */
  readonly file: string;
}

/**
 * Names them in the outcome of an execution that ended in ERROR. Where the runbook lets all of them stay behind, and
 * nothing else failed as far as DataSync tells, the outcome passes with a warning: the proof of every file decides.
 */
export async function withNamesWithoutKeys(
  context: StepContext,
  ports: Pick<TransferPorts, 'datasync' | 'ssm' | 'outputs'>,
  outcome: Outcome,
  execution: Execution,
): Promise<Outcome> {
  const { error } = outcome;
  if (error === undefined || !wentThrough(execution)) return outcome;
  context.say('Looking at the names of the source: S3 cannot hold every name');
  let names: NamesWithoutKeys;
  try {
    names = await namesWithoutKeys(context, ports);
  } catch (thrown) {
    context.signal.throwIfAborted();
    const words = `whether S3 can hold every name of the source is not known: ${asCutoverError(thrown).message}`;
    return told(outcome, error, words);
  }
  const { refused, accepted } = names;
  const data = { ...outcome.data, namesWithoutKeys: names };
  if (refused === 0 && accepted > 0 && isExplained(execution, accepted))
    return passed({ ...outcome, data }, names);
  if (refused === 0) return { ...told(outcome, error, inWords(names)), data };
  return {
    ...told(outcome, error, inWords(names), CURE),
    data,
    markdown: differencesMarkdown(names.refusedFirst, refused, names.file),
  };
}

/** All phases came to an end: the ERROR is about single files, and not about the server, the agent or the task. */
export function wentThrough({ phases, options }: Pick<Execution, 'phases' | 'options'>): boolean {
  const ended = (phase: string | undefined): boolean => phase === 'SUCCESS' || phase === 'ERROR';
  const verified = options.VerifyMode === 'NONE' || ended(phases.verify);
  return ended(phases.prepare) && ended(phases.transfer) && verified;
}

/**
 * No phase counts more failures than there are names that may stay behind, and nothing was deleted. BASIC mode counts no
 * failures.
 */
export const isExplained = (
  { failed, deleted }: Pick<Execution, 'failed' | 'deleted'>,
  accepted: number,
): boolean =>
  !any(deleted) && failed.every(({ counted: { files, folders } }) => files + folders <= accepted);

async function namesWithoutKeys(
  context: StepContext,
  { datasync, ssm, outputs }: Pick<TransferPorts, 'datasync' | 'ssm' | 'outputs'>,
): Promise<NamesWithoutKeys> {
  const { bucket, verify } = context.runbook;
  const { filters } = await datasync.describeTask();
  const manifest = await manifestOf(
    context,
    { ssm, outputs: await outputs() },
    freshSource(context.runbook),
  );
  const selected = selection(filters);
  const stayBehind = new StayBehind(verify.stayBehind);
  const prefixBytes = Buffer.byteLength(bucket.prefix);
  await using sink = await openDifferences(context);
  const refused = new Differences(sink);
  const accepted = new Differences(undefined);
  const rows = new RowCursor(readRowsFile(manifest.file), {
    name: 'the source manifest',
  });
  await mergeRows([rows], {
    visit: (_present, row) => {
      if (selected?.(row) === false || !TRANSFERRED.has(typeOf(row))) return;
      const why = whyNoKey(row, prefixBytes);
      if (why === undefined) return;
      const list = stayBehind.has(row) ? accepted : refused;
      list.add(row, { verdict: 'impossible', symbols: '=..', attributes: [], details: [why] });
    },
    pause: () => refused.flush(),
  });
  await refused.flush();
  await sink.end();
  return {
    refused: refused.total,
    accepted: accepted.total,
    refusedFirst: refused.kept,
    acceptedFirst: accepted.kept.slice(0, NAMED).map(({ path }) => path),
    file: sink.name,
  };
}

/** Files, folders and symbolic links: what DataSync makes objects of. */
const TRANSFERRED: ReadonlySet<string> = new Set(['f', 'd', 'l']);

const NAMED = 5;
const CURE =
  'rename them at the source, or name them in verify.stay-behind of the runbook if they may stay behind; then re-run this job';

const told = (outcome: Outcome, error: CutoverError, words: string, cure?: string): Outcome => ({
  ...outcome,
  says: `${outcome.says.replace(/\.$/, '')}; ${words}.`,
  error: new CutoverError(error.code, {
    ...error.failure,
    got: `${error.failure.got}; ${words}`,
    ...(cure !== undefined && { cure }),
  }),
});

function passed(outcome: Outcome, { accepted, acceptedFirst }: NamesWithoutKeys): Outcome {
  const { error: _, ...rest } = outcome;
  const behind = `${counted(accepted, 'path')} of verify.stay-behind, which S3 cannot hold`;
  return {
    ...rest,
    verdict: 'pass',
    says: `DataSync ended in ERROR, and left ${behind}; nothing else is known to have failed.`,
    warnings: [
      ...outcome.warnings,
      `The execution ended in ERROR and the run goes on: it left ${behind} (${listed(acceptedFirst, accepted)}). The proof of every file judges all other paths`,
    ],
  };
}

function inWords({ refused, accepted, refusedFirst, file }: NamesWithoutKeys): string {
  if (refused + accepted === 0) return 'S3 can hold every name of the source';
  const may = accepted > 0 ? ` (${accepted} more may stay behind)` : '';
  if (refused === 0)
    return `S3 cannot hold ${counted(accepted, 'path')} of the source, which may stay behind, but more has failed`;
  const named = refusedFirst
    .slice(0, NAMED)
    .map(({ path, details }) => `${path} (${details.join('; ')})`);
  return `S3 cannot hold ${counted(refused, 'path')} of the source${may}: ${listed(named, refused)}${refused > NAMED ? `; all are in ${file}` : ''}`;
}

const listed = (named: readonly string[], total: number): string =>
  `${named.join(', ')}${total > named.length ? `, and ${total - named.length} more` : ''}`;
