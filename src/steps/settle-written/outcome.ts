// What a settling has seen and decided, as its record, its summary and its outputs show it.
import type { Fact, Outcome } from '../../core/record.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import type { Carried, Entry, Settled } from '../../journal/entry.ts';
import { meaningOf, nextAction, ownerInWords } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';

export type SettleChoice = Settled['decision'];

export interface SettleWrittenInputs {
  /** A run of the round that was rolled back. */
  readonly run: string;
  readonly decision: SettleChoice;
  readonly reason: string;
  readonly ticket: string;
  /** The person decides although the list may be short. */
  readonly 'although-unknown': boolean;
  /** Reads, and says what would be done; changes nothing. */
  readonly 'only-check': boolean;
  /** What the reviewers were asked about; undefined where nobody was. */
  readonly seen: string | undefined;
}

/** Which side's files count, in the words of the record. */
export const DECISIONS = {
  source: 'The files at the source count. What is only in the bucket stays there.',
  gateway: 'The files of the gateway count. They were copied to the source.',
  both: 'The files of both sides count. Those of the gateway were copied to the source beside its own.',
} as const satisfies Readonly<Record<SettleChoice, string>>;

export interface Told {
  readonly inputs: SettleWrittenInputs;
  /** The servers that do not answer. */
  readonly silent: readonly string[];
  /** The entry that says what was written. */
  readonly list: Entry;
}

/** A pass: where the migration stands, what was written, who decided; `ready` is what an approval of the act would sign. */
export function outcome(
  { env, runbook }: StepContext,
  { inputs, silent, list }: Told,
  {
    entry,
    says,
    facts = [],
    ready,
  }: { entry: Entry; says: string; facts?: readonly Fact[]; ready?: string },
): Outcome {
  const { decision, reason, ticket, run } = inputs;
  const { written } = list;
  const known = written !== null && 'count' in written ? written : undefined;
  const nothing = written === null && entry.written === null;
  const left = known === undefined ? undefined : known.count - (known.carried?.count ?? 0);
  const by = {
    actor: env.GITHUB_ACTOR ?? '',
    triggeredBy: env.GITHUB_TRIGGERING_ACTOR ?? '',
  };
  const place = `s3://${runbook.bucket.name}/${runbook.bucket.prefix}`;
  return {
    verdict: 'pass',
    says,
    facts: [
      { name: 'State', value: `${entry.state}. ${meaningOf(entry.state)}` },
      { name: 'Next', value: nextAction(entry) },
      { name: 'Rolled back', value: `run ${run}` },
      ...writtenFacts(list),
      { name: 'Decision', value: `${decision}. ${DECISIONS[decision]}` },
      { name: 'Decided by', value: visible(by.actor) },
      { name: 'Started by', value: visible(by.triggeredBy) },
      { name: 'Reason', value: visible(reason) },
      { name: 'Ticket', value: visible(ticket) },
      { name: 'Schedule of the task', value: entry.schedule ?? 'none' },
      ...facts,
    ],
    warnings: [...(nothing || left === 0 ? [] : [stays(place, left)]), ...silent.map(notAsked)],
    data: { state: entry.state, run, decision, reason, ticket, ...by, written },
    outputs: {
      state: ready === undefined ? entry.state : 'ready',
      written: known === undefined ? '' : String(known.count),
      carried: known?.carried === undefined ? '' : String(known.carried.count),
      digest: known?.digest ?? '',
      seen: ready ?? inputs.seen ?? '',
    },
  };
}

/** What the list has known stands in the journal; this is about the time since. */
const notAsked = (server: string): string =>
  `${server} does not answer, so nobody knows whether it may still write through the gateway: look at it before the next attempt`;

function writtenFacts(list: Entry): readonly Fact[] {
  const { written } = list;
  const made = { name: 'List made by', value: ownerInWords(list) };
  if (written === null) return [made];
  if ('count' in written)
    return [
      { name: 'Written through the gateway', value: counted(written.count, 'object') },
      { name: 'SHA-256 of their list', value: written.digest },
      { name: 'Carried to the source', value: carriedInWords(written.carried) },
      made,
    ];
  return [
    { name: 'Written through the gateway', value: `not known in full: ${written.why}` },
    { name: 'Written since', value: written.since },
    made,
  ];
}

const carriedInWords = (carried: Carried | undefined): string =>
  carried === undefined
    ? 'nothing by carry-back'
    : `${counted(carried.count, 'file')}; ${counted(carried.conflicts, 'conflict')}, ${carried.left} not copied`;

const stays = (place: string, count: number | undefined): string =>
  `${count === undefined ? 'What was written through the gateway, and is not known in full, stays' : `${counted(count, 'object')} that ${count === 1 ? 'was' : 'were'} written through the gateway ${count === 1 ? 'stays' : 'stay'}`} in ${place}. The next delta overwrites each one that has a file of the same name at the source. Each other one counts as extra in the next proof.`;
