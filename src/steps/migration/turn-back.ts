// The beginning of a way back: the journal says that nothing sent forward counts any more, then every server does.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { isOfRun, isOwner } from '../../journal/claim.ts';
import { isClosed, next, wayBack } from '../../journal/states.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { findRound } from '../../journal/settle.ts';
import { ownerInWords } from '../../journal/words.ts';
import { journalName } from '../../plan/document-run.ts';
import type { StepContext } from '../frame/context.ts';
import { roleKindOf } from '../frame/own-role.ts';
import { Fence } from '../servers/fence.ts';
import { Hold, newNonce, overtakenBy, writeEdge, writerOf } from './hold.ts';

export interface BackOptions {
  /** The job may take the migration over from a lost job of its own run: of the same attempt, or an earlier one. */
  readonly takesOver: boolean;
  /** Also if the cutover was confirmed: then applications have used the gateway since. */
  readonly undoConfirmed: boolean;
  /** Of another run, which a person has named, whichever job holds it; without the journal there is no such way back. */
  readonly ofRun?: string | undefined;
}

/** What a way back has found in the journal. */
export type Back =
  /** Raised; `hold` is undefined where the journal did not answer, and the servers raise it alone. */
  | { readonly kind: 'back'; readonly fence: Fence; readonly hold: Hold | undefined }
  /** There is nothing of this run to undo, and why. */
  | {
      readonly kind: 'nothing';
      readonly confirmed: boolean;
      /** Another job or run holds the migration: what stands on the servers is its matter, and was not looked at. */
      readonly others?: true;
      readonly says: string;
    };

/**
 * Turns the migration back in the journal, once: a step of the same job that comes later finds its own entry. Where the
 * journal does not answer, the servers alone decide: `log` is opened hurried.
 */
export async function turnBack(
  context: StepContext,
  log: JournalLog,
  options: BackOptions,
): Promise<Back> {
  try {
    return await turn(context, log, options);
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = asCutoverError(thrown);
    // The servers alone let a way back pass only from the run that they know.
    if (error.code === 'overtaken' || options.ofRun !== undefined) throw error;
    context.say(`the journal is not asked any further: ${error.message}`);
    return { kind: 'back', fence: aloneFence(context), hold: undefined };
  }
}

async function turn(context: StepContext, log: JournalLog, options: BackOptions): Promise<Back> {
  for (;;) {
    const newest = await newestFor(context, log, options.ofRun);
    const found = judge(context, newest, options);
    if (found !== undefined) return found;
    if (newest === undefined) throw new Error('an empty journal was judged as one to turn back');
    const end = wayBack(newest);
    const own = isOwner(newest, writerOf(context).owner);
    if (end === undefined) {
      // Nothing was approved yet: what waits at the gate must not begin any more.
      if (next(newest, 'withdraw') === undefined || !options.takesOver) return NOTHING;
      const withdrawn = await writeEdge(context, { log, before: newest }, 'withdraw');
      if (withdrawn.kind === 'lost') continue;
      return NOTHING;
    }
    if (own && newest.intent === end.to) return held(new Hold(context, log, newest));
    const appended = await writeEdge(context, { log, before: newest }, 'raise', {
      says: { intent: end.to },
    });
    if (appended.kind === 'done') return held(new Hold(context, log, appended.entry));
  }
}

async function newestFor(
  context: StepContext,
  log: JournalLog,
  ofRun: string | undefined,
): Promise<Entry | undefined> {
  if (ofRun === undefined) return log.newest();
  assertRollbackRole(context);
  return (await readNamedRound(context, log, ofRun)).newest;
}

const held = (hold: Hold): Back => ({ kind: 'back', fence: hold.fence, hold });

const NOTHING = {
  kind: 'nothing',
  confirmed: false,
  says: 'Nothing of this run is frozen or switched.',
} as const;

/** Why there is nothing to undo for this job; undefined where there may be. Throws `overtaken` for a later attempt's. */
function judge(
  context: StepContext,
  newest: Entry | undefined,
  { takesOver, undoConfirmed, ofRun }: BackOptions,
): Back | undefined {
  if (newest === undefined || isClosed(newest.state)) return NOTHING;
  const { run } = context;
  const { owner } = newest;
  const writer = writerOf(context);
  const ours = newest.repository === writer.repository && newest.runbook === writer.runbookFile;
  const named = ofRun !== undefined && owner.run !== run.id;
  if (!ours || (owner.run !== run.id && !named))
    return ofOthers(
      `The migration is held by ${ownerInWords(newest)}: nothing of this run is left.`,
    );
  if (!named && !isOfRun(newest, writer.owner)) throw overtakenBy(newest);
  if (!takesOver && !isOwner(newest, writer.owner))
    return ofOthers(
      `This job does not hold the migration (${ownerInWords(newest)}): it undoes nothing.`,
    );
  // An earlier step of this job may have begun to undo even a confirmed one.
  const begun = newest.intent === 'rolled-back-open';
  if (newest.state === 'confirmed' && !undoConfirmed && !begun)
    return { ...NOTHING, confirmed: true, says: 'The cutover is confirmed: the gateway serves.' };
  return undefined;
}

const ofOthers = (says: string) =>
  ({ kind: 'nothing', confirmed: false, others: true, says }) as const;

/** Without the journal each server raises its own epoch, if the one that it knows is of this run. */
function aloneFence({ clock, run, runbook }: StepContext): Fence {
  return new Fence(
    {
      Journal: journalName(runbook),
      Migration: '',
      Epoch: '',
      Nonce: newNonce(),
      Owner: `${run.id}/${run.attempt}/${run.job}`,
      Approval: '',
      MustKnow: '0',
    },
    clock,
  );
}

/** The round that a person has named by one of its runs: all entries of the journal, and the newest of them. */
export interface Round {
  readonly entries: readonly Entry[];
  readonly newest: Entry;
}

/** The journal, if `run` has taken part in its newest round, which is not over. Throws `not-ready` otherwise. */
export async function readNamedRound(
  context: StepContext,
  log: JournalLog,
  run: string,
): Promise<Round> {
  const entries = await log.read();
  const found = findRound({ entries, run }, writerOf(context));
  if (found.kind === 'refused') throw new CutoverError('not-ready', found.failure);
  return { entries, newest: found.newest };
}

/** Throws `not-ready` unless this job has the role behind the gate of the rollback: no other undoes what another run did. */
export function assertRollbackRole(context: StepContext): void {
  const kind = roleKindOf(context);
  if (kind === 'rollback') return;
  throw new CutoverError('not-ready', {
    what: 'the input of-run, which names another run',
    expected: 'a job with the role rollback',
    got: `the job ${context.run.job}, ${kind === undefined ? 'of a workflow that has none' : `with the role ${kind}`}`,
    cure: 'nothing was changed: start the workflow rollback.yml',
  });
}
