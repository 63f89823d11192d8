// The journal for people: who holds a migration, where it stands, and what comes next.
import type { Fact } from '../core/record.ts';
import { utc } from '../core/values/instant.ts';
import type { Detached, Entry } from './entry.ts';
import type { Standing, State } from './states.ts';

/** `run 42, attempt 1, job sync, https://…` */
export function ownerInWords({ owner }: Entry): string {
  const { run, attempt, job, link } = owner;
  const where = link === null ? '' : `, ${link}`;
  return `run ${run}, attempt ${attempt}, job ${job}${where}`;
}

/** When the lease of an entry has ended, and `slackMs` more: `2026-11-30 02:16:00 UTC`. */
export const untilInWords = ({ leaseEnd }: Entry, slackMs = 0): string =>
  utc(new Date(Date.parse(leaseEnd) + slackMs).toISOString());

/** Until when the owner may still act, or when it gave the migration back. */
export const leaseInWords = ({ at, leaseEnd }: Entry): string =>
  leaseEnd === at
    ? `given back at ${utc(at)}`
    : `other runs are refused until ${utc(leaseEnd)}, and a minute more`;

/** The newest entry as lines of a record: where the migration stands, who holds it, and what a person does next. */
export const standingFacts = (entry: Entry): readonly Fact[] => [
  ...(entry.split === undefined ? [] : [{ name: 'Split', value: splitInWords(entry.split) }]),
  ...(entry.detached === undefined
    ? []
    : [{ name: 'Left lazily', value: detachedInWords(entry.detached) }]),
  { name: 'State', value: `${entry.state}. ${meaningOf(entry.state)}` },
  { name: 'Held by', value: `${ownerInWords(entry)}; ${leaseInWords(entry)}` },
  { name: 'Next', value: nextAction(entry) },
];

/** What a split means. */
const splitInWords = (servers: readonly string[]): string =>
  `${servers.join(', ')} did not answer on the way back, and may write through the gateway.`;

/** What a mount that was left lazily means. */
export const detachedInWords = (detached: readonly Detached[]): string =>
  `${namesIn(detached)} left a mount of the gateway lazily on the way back. What hung there may still be written, until another boot.`;

const namesIn = (detached: readonly Detached[]): string =>
  detached.map(({ server }) => server).join(', ');

interface Words {
  /** What the state means, as one sentence. */
  readonly means: string;
  /** What a person does next, as one sentence. */
  readonly next: string;
}

const WORDS: Readonly<Record<State, Words>> = {
  prepared: {
    means: 'A run has claimed the migration.',
    next: 'Read the report of the run. If it has failed, re-run it or start another one.',
  },
  proven: {
    means: 'Every file of the source is in the bucket and on the gateway.',
    next: 'Decide at the gate.',
  },
  approved: {
    means: 'The reviewers have approved. The freeze may have begun.',
    next: 'Let the job cutover go on. If its runner is lost, the job rollback thaws the source.',
  },
  frozen: {
    means: 'The source is read-only.',
    next: 'Let the job cutover go on. If its runner is lost, the job rollback thaws the source.',
  },
  resynced: {
    means: 'The source is read-only, and the last transfer is done.',
    next: 'Let the job cutover go on. If its runner is lost, the job rollback thaws the source.',
  },
  reproven: {
    means: 'The source is read-only, and every file is proven once more.',
    next: 'Let the job cutover go on. If its runner is lost, the job rollback thaws the source.',
  },
  switched: {
    means: 'The gateway serves. No write has reached the bucket yet.',
    next: 'Let the job cutover confirm the switch. If its runner is lost, the job rollback undoes it.',
  },
  confirmed: {
    means: 'The gateway serves, and a write through it is in the bucket.',
    next: 'Wait for the hold, then run the workflow Finalize. To undo it, run the workflow Rollback.',
  },
  finalized: {
    means: 'The migration is over: the task and its locations are gone.',
    next: 'Nothing. The next claim on this share begins another migration.',
  },
  'rolled-back-none': {
    means: 'The source serves. Nothing was written through the gateway.',
    next: 'Start another run. If none follows, open the task: run the workflow Rollback with settle.',
  },
  'rolled-back-open': {
    means: 'The source serves. What was written through the gateway is not listed yet.',
    next: 'List what was written: run the workflow Rollback with undo-confirmed. No run may begin before it is settled.',
  },
  'rolled-back-listed': {
    means: 'The source serves. What was written through the gateway is listed.',
    next: 'Copy these files to the source: run the workflow Rollback with carry-back, then with settle. No run may begin before.',
  },
  'rolled-back-unknown': {
    means: 'The source serves. What was written through the gateway is not known in full.',
    next: 'Look at the gateway. Then list again (the workflow Rollback with undo-confirmed), or settle with although-unknown. No run may begin before.',
  },
  'rolled-back-settled': {
    means: 'The source serves, and every file that was written meanwhile is settled.',
    next: 'Start another run.',
  },
  abandoned: {
    means: 'The migration was given up. The source serves.',
    next: 'Nothing. The next claim on this share begins another migration.',
  },
};

/** What the state means. */
export const meaningOf = (state: State): string => WORDS[state].means;

/** What a person does next. A switch or a way back that was begun is looked at on the servers first. */
export const nextAction = ({
  state,
  intent,
  split,
  detached,
}: Standing & Partial<Pick<Entry, 'split' | 'detached'>>): string => {
  if (split !== undefined)
    return `Bring ${split.join(', ')} online again, then re-run the job rollback. To thaw the source before, run the workflow Rollback with although-split.`;
  if (state === 'reproven' && intent === 'switched')
    return `A switch was begun: see on each server what serves. ${WORDS[state].next}`;
  if (intent === 'rolled-back-none' || intent === 'rolled-back-open')
    return 'A way back was begun and has not ended: see on each server what serves, then re-run the job rollback.';
  if (detached !== undefined && state.startsWith('rolled-back'))
    return `Boot ${namesIn(detached)}: a mount was left there lazily. Then list again: run the workflow Rollback with undo-confirmed. No run may begin before.`;
  return WORDS[state].next;
};
