// The migration as a step holds it: the newest entry of the journal, which must be of its own job, and what follows it.
import { randomBytes } from 'node:crypto';
import { CutoverError } from '../../core/errors.ts';
import { isOwner } from '../../journal/claim.ts';
import type { Detached, Entry } from '../../journal/entry.ts';
import { follow, LEASE_MS, wrongState } from '../../journal/follow.ts';
import type { Write, Writer } from '../../journal/follow.ts';
import type { Appended, JournalLog } from '../../journal/log.ts';
import { isBehind, next, wayBack } from '../../journal/states.ts';
import type { Edge } from '../../journal/states.ts';
import { ownerInWords } from '../../journal/words.ts';
import { journalName } from '../../plan/document-run.ts';
import type { StepContext } from '../frame/context.ts';
import { Fence } from '../servers/fence.ts';

/** Who writes: this job, for its runbook. */
export const writerOf = ({ run, runbook, runbookFile, env }: StepContext): Writer => ({
  repository: env.GITHUB_REPOSITORY ?? 'local',
  runbookFile,
  runbook,
  owner: {
    ...{ run: run.id, attempt: run.attempt, job: run.job },
    ...{ jobId: null, link: run.url ?? null },
  },
});

/** 32 hexadecimal digits that no other write has. */
export const newNonce = (): string => randomBytes(16).toString('hex');

/** What an edge writes besides its state. */
type Says = Pick<Write, 'says' | 'above'>;

/** Writes the entry of `edge` behind `before`, for this job. */
export function writeEdge(
  context: StepContext,
  { log, before }: { readonly log: JournalLog; readonly before: Entry | undefined },
  edge: Edge,
  says: Says = {},
): Promise<Appended> {
  const now = context.clock.now();
  const write = { nonce: newNonce(), now, leaseEnd: now + LEASE_MS, ...says };
  return log.append(follow(before, edge, writerOf(context), write));
}

/** What documents of this job carry of `entry`. */
export const fenceOf = ({ clock, runbook }: StepContext, entry: Entry): Fence => {
  const { owner, approved } = entry;
  return new Fence(
    {
      Journal: journalName(runbook),
      Migration: entry.migration,
      Epoch: String(entry.epoch),
      Nonce: entry.epochNonce,
      Owner: `${owner.run}/${owner.attempt}/${owner.job}`,
      Approval: approved === null ? '' : `${approved.sequence}:${approved.digest}`,
      MustKnow: String(entry.serversKnow),
    },
    clock,
  );
};

/** The migration in the hands of this job. */
export class Hold {
  readonly #context: StepContext;
  readonly #log: JournalLog;
  #entry: Entry;
  #fence: Fence;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: StepContext, log: JournalLog, entry: Entry) {
    this.#context = context;
    this.#log = log;
    this.#entry = entry;
    this.#fence = fenceOf(context, entry);
  }

  /** What its documents carry; it learns of each answer of the servers. */
  get fence(): Fence {
    return this.#fence;
  }

  /** The newest entry. */
  get entry(): Entry {
    return this.#entry;
  }

  /**
   * Writes the next entry, which this job then holds; nothing where this very job has been there already. Throws
   * `overtaken` where another job was first, and `not-ready` where the edge does not begin here.
   */
  advance(edge: Edge, says: Write['says'] = {}): Promise<void> {
    return this.#inTurn(() => this.#advance(edge, says));
  }

  async #advance(edge: Edge, says: NonNullable<Write['says']>): Promise<void> {
    if (isBehind(this.#entry.state, edge)) return;
    const appended = await writeEdge(this.#context, { log: this.#log, before: this.#entry }, edge, {
      says,
    });
    if (appended.kind === 'lost') throw overtakenBy(appended.to);
    this.#entry = appended.entry;
  }

  /** Raises the epoch above one that some server knows already: it went back while the journal did not answer. */
  raiseAbove(above: number): Promise<void> {
    return this.#inTurn(() => this.#raiseAbove(above));
  }

  async #raiseAbove(above: number): Promise<void> {
    const says = { log: this.#log, before: this.#entry };
    const appended = await writeEdge(this.#context, says, 'raise', { above });
    if (appended.kind === 'lost') throw overtakenBy(appended.to);
    this.#entry = appended.entry;
    this.#fence = fenceOf(this.#context, appended.entry);
  }

  /**
   * Writes the claim once more, so that the journal's lease outlasts the session that is about to be opened. Throws
   * `overtaken` where this job does not hold the migration any more: then it gets no further session.
   */
  renew(): Promise<void> {
    return this.#inTurn(async () => {
      this.#entry = await ownEntry(this.#context, this.#log);
      await this.#advance('note', {});
    });
  }

  /** A write that nobody has waited for ends first: two at once would be two writers. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const mine = this.#last.then(write);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Writes that the way back has reached its end, that every server knows its epoch, and which left a mount lazily. */
  async undone(detached: readonly Detached[]): Promise<void> {
    const end = wayBack(this.#entry);
    const serversKnow = this.#entry.epoch;
    if (end !== undefined) await this.advance(end.edge, { serversKnow, detached });
  }
}

/**
 * The migration, if its newest entry is of this very job: run, attempt and job. Throws `overtaken` otherwise: then this
 * job does nothing any more, and its successor has undone or goes on with what it had begun. With `edge` it must also
 * stand where that edge begins, or behind it (`not-ready`).
 */
export async function holdMigration(
  context: StepContext,
  log: JournalLog,
  edge?: Edge,
): Promise<Hold> {
  const newest = await ownEntry(context, log);
  if (edge !== undefined && next(newest, edge) === undefined && !isBehind(newest.state, edge))
    throw wrongState(newest, edge);
  return new Hold(context, log, newest);
}

/** The newest entry, which must be of this very job; throws `overtaken` otherwise. */
async function ownEntry(context: StepContext, log: JournalLog): Promise<Entry> {
  const newest = await log.newest();
  if (newest === undefined || !isOwner(newest, writerOf(context).owner)) throw overtakenBy(newest);
  return newest;
}

/** What a document carries that raises nothing: the newest epoch, whoever owns it. */
export async function newestFence(context: StepContext, log: JournalLog): Promise<Fence> {
  const newest = await log.newest();
  if (newest === undefined) throw overtakenBy(newest);
  return fenceOf(context, newest);
}

/** The error for a job that holds the migration no more, or never held it. */
export const overtakenBy = (newest: Entry | undefined): CutoverError =>
  new CutoverError('overtaken', {
    what: 'the migration in the journal of the share',
    expected: 'this job to hold it',
    got: newest === undefined ? 'no entry' : `${newest.state}, held by ${ownerInWords(newest)}`,
    cure: 'this job has stopped, and must not go on: look at the job that holds it now ("npm run journal" names it and the next step)',
  });
