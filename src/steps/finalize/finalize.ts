// After the hold: exports what the task, its locations and its agents were, then deletes them in this order.
import { counted } from '../../core/text/markdown.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { ShortSession } from '../../aws/connection.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { exportKey } from './export-key.ts';
import type { Finalize } from '../../runbook/runbook.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { StepContext } from '../frame/context.ts';
import { assertSeen, seenDigest } from '../frame/seen.ts';
import { announceEnd, closeMigration, readConfirmedJournal } from './confirmed-journal.ts';
import { readConfirmed } from './confirmed-servers.ts';
import { forgetWayBack } from './forget-way-back.ts';
import { fenceOf } from '../migration/hold.ts';
import { assertCovers, keepExport, readExport } from './resource-export.ts';
import type { KeptExport } from './resource-export.ts';
import { otherUsers } from './other-users.ts';
import type { UserPorts } from './other-users.ts';
import { outcomeOf } from './outcome.ts';
import type { Seen } from './outcome.ts';
import { resourceName, removeAll } from './delete-resources.ts';
import type { Removed } from './delete-resources.ts';
import { checkTaskResources, readTaskResources } from './resources.ts';
import type { Resource, ResourcePorts } from './resources.ts';

export interface FinalizeInputs {
  /** The run that was confirmed. */
  readonly run: string;
  /** Reads, and says what finalize would delete or what is in its way; changes nothing. */
  readonly 'only-check': boolean;
  /** What the reviewers were asked about; undefined where nobody was. */
  readonly seen: string | undefined;
}

export interface FinalizePorts extends ResourcePorts, UserPorts {
  readonly ssm: Ssm;
  readonly evidence: EvidenceBucket;
  readonly journal: JournalLog;
  /** It opens no further one for a job that has lost the migration. */
  readonly session: ShortSession;
}

/** Deletes, or with `only-check` says whether it would. A refusal names everything that is in the way. */
export async function finalize(
  context: StepContext,
  ports: FinalizePorts,
  inputs: FinalizeInputs,
): Promise<Outcome> {
  const { finalize: asked } = context.runbook;
  if (asked === undefined) throw notAsked();
  const seen = await look(context, ports, inputs.run, asked);
  if (seen.problems.length > 0) return refused(context, inputs, seen);
  assertSeen('what finalize would delete', inputs.seen, seen.digest);
  if (inputs['only-check']) return checkOutcome(context, inputs, seen);
  const open = seen.newest?.state === 'confirmed' ? seen.newest : undefined;
  if (seen.wanted.length === 0 && seen.kept !== undefined) {
    const warnings = await close(context, ports, { open, newest: seen.newest });
    return ended(context, inputs, withWarnings(seen, warnings), {
      kept: seen.kept,
      removed: { gone: [], left: [] },
    });
  }
  const kept = await keepExport(context, ports.evidence, inputs.run, seen.found);
  context.say(`Kept in s3://${ports.evidence.name}/${exportKey(context.runbook.name, inputs.run)}`);
  const hold = await announceEnd(context, ports, open);
  const removed = await removeAll(context, ports.resources, seen.wanted);
  const warnings: string[] = [];
  const closed = await settled(async () => {
    if (removed.left.length > 0) return;
    warnings.push(...(await close(context, ports, { open: hold?.entry, newest: seen.newest })));
  });
  return ended(context, inputs, withWarnings(seen, warnings), {
    kept,
    removed: { ...closed, ...removed },
  });
}

/**
 * Ends the migration in the journal, unless an earlier try has (`open` is undefined), and only then on the servers: what is
 * left there is a warning, and the next try takes it away.
 */
async function close(
  context: StepContext,
  { ssm, journal }: FinalizePorts,
  { open, newest }: { readonly open: Entry | undefined; readonly newest: Entry | undefined },
): Promise<readonly string[]> {
  const closed = open === undefined ? newest : await closeMigration(context, journal, open);
  return closed === undefined ? [] : forgetWayBack(context, ssm, fenceOf(context, closed));
}

const withWarnings = (seen: Seen, more: readonly string[]): Seen => ({
  ...seen,
  warnings: [...seen.warnings, ...more],
});

/** What was thrown, as part of the outcome: what is deleted stays deleted. */
async function settled(close: () => Promise<void>): Promise<Pick<Removed, 'error'>> {
  try {
    await close();
    return {};
  } catch (thrown) {
    return { error: asCutoverError(thrown) };
  }
}

async function look(
  context: StepContext,
  ports: FinalizePorts,
  run: string,
  { holdMs, deleteAgent }: Finalize,
): Promise<Seen> {
  const journal = await readConfirmedJournal(context, ports.journal, run);
  const confirmed = await readConfirmed(context, ports.ssm, { run, holdMs });
  const kept = await readExport(context, ports.evidence, run);
  const found = await readTaskResources(context, ports, kept?.export);
  if (kept !== undefined) assertCovers(context, kept.export, found);
  const { resources } = found;
  const checked = checkTaskResources(context, found);
  const users = await otherUsers(context, ports, { resources, deleteAgent });
  const goes = ({ kind }: Resource): boolean => deleteAgent || kind !== 'agent';
  return {
    digest: seenDigest({
      run,
      resources: resources.map((one) => ({ kind: one.kind, arn: one.arn, goes: goes(one) })),
    }),
    newest: journal.newest,
    servers: confirmed.servers,
    found,
    kept,
    wanted: resources.filter((one) => one.description !== undefined && goes(one)),
    problems: [...journal.problems, ...confirmed.problems, ...checked.problems, ...users],
    warnings: checked.warnings,
  };
}

function refused(context: StepContext, inputs: FinalizeInputs, seen: Seen): Outcome {
  const { problems } = seen;
  const [only] = problems;
  const error =
    problems.length === 1 && only !== undefined
      ? new CutoverError('not-ready', {
          ...only,
          cure: `this step deleted nothing: ${only.cure}`,
        })
      : new CutoverError('not-ready', {
          what: 'finalize',
          expected: 'nothing in its way',
          got: problems
            .map(({ what, expected, got }) => `${what}: expected ${expected}, got ${got}`)
            .join('; '),
          cure: `this step deleted nothing: ${problems.map(({ cure }) => cure).join('; ')}`,
        });
  const says = `Refused: ${problems.length === 1 ? 'one thing is' : `${problems.length} things are`} in the way.`;
  return {
    ...outcomeOf(context, inputs.run, seen, { state: 'refused', says }),
    verdict: 'fail',
    error,
  };
}

function checkOutcome(context: StepContext, inputs: FinalizeInputs, seen: Seen): Outcome {
  const left = leftToDo(seen);
  return outcomeOf(
    context,
    inputs.run,
    seen,
    left.length === 0
      ? { state: 'finalized', says: 'There is nothing left to delete.' }
      : { state: 'ready', says: `Nothing is in the way. Finalize would ${left.join('; ')}.` },
  );
}

/** What an earlier try has not come to is left, too: else no new run could end the migration. */
function leftToDo({ wanted, newest, servers }: Seen): readonly string[] {
  const keepers = servers.filter(({ keepsWayBack }) => keepsWayBack).map(({ server }) => server);
  return [
    ...(wanted.length === 0 ? [] : [`delete: ${wanted.map(resourceName).join(', ')}`]),
    ...(newest?.state === 'finalized' ? [] : ['close the migration in the journal']),
    ...(keepers.length === 0 ? [] : [`remove the way back by hand from ${keepers.join(', ')}`]),
  ];
}

function ended(
  context: StepContext,
  inputs: FinalizeInputs,
  seen: Seen,
  { kept, removed }: { readonly kept: KeptExport; readonly removed: Removed },
): Outcome {
  const { gone, left, error } = removed;
  const state = left.length === 0 && error === undefined ? 'finalized' : 'half-way';
  const says =
    gone.length === 0
      ? 'There was nothing left to delete: an earlier try has done it.'
      : `${counted(gone.length, 'resource')} of DataSync deleted; the evidence bucket keeps the description of each.`;
  const outcome = outcomeOf(context, inputs.run, { ...seen, kept }, { state, says, removed });
  if (error === undefined) return outcome;
  return { ...outcome, verdict: 'fail', says: error.message, error };
}

const notAsked = (): CutoverError =>
  new CutoverError('bad-input', {
    what: 'finalize',
    expected: 'a runbook with the section finalize',
    got: 'none',
    cure: 'add it by pull request',
  });
