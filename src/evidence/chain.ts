// The records of one job in one attempt are a chain: each names the record before it, and what it stands under.
import { digest } from '../core/canonical-json.ts';
import type { StepRecord } from '../core/record.ts';

/** An entry of the journal, as a record names it. */
export interface EntryName {
  readonly sequence: number;
  /** SHA-256 of the entry's text, hex. */
  readonly digest: string;
  readonly migration: string;
  readonly epoch: number;
}

/** A server document that a step compared with the reviewed text, as Systems Manager names its version. */
export interface DocumentVersion {
  readonly version: string;
  readonly hash: string;
}

/** What a record stands under. */
export interface Stand {
  /** The newest entry of the journal that its job had read or written; null before the first. */
  readonly entry: EntryName | null;
  /** The commit of the run, hex; null where nobody told it. */
  readonly commit: string | null;
  /** SHA-256 of the runbook as canonical JSON, hex; null for an action about no runbook. */
  readonly runbook: string | null;
  /** The digest of the plan; null where the job was not told it. */
  readonly plan: string | null;
  /** The documents that this step compared, by name. */
  readonly documents: Readonly<Record<string, DocumentVersion>>;
  /** The accounts at GitHub that started the run, and this attempt; each once. */
  readonly startedBy: readonly string[];
}

/** A record's place in its chain. */
export interface Link extends Stand {
  /** From 1, without a gap. */
  readonly number: number;
  /** The digest of the record before it; that of the chain's beginning for the first. */
  readonly before: string;
}

/** A record as it is kept. */
export interface ChainedRecord extends StepRecord {
  readonly chain: Link;
}

/** The names of a chain. */
type ChainName = Pick<StepRecord, 'run' | 'attempt' | 'job'>;

/** What the first record of a chain names as the digest before it. */
export const beginningOf = ({ run, attempt, job }: ChainName): string =>
  digest({ run, attempt, job });

/** The place behind the last of `records` that is of the chain `name`. */
export function linkBehind(records: readonly ChainedRecord[], name: ChainName, stand: Stand): Link {
  const last = chainOf(records, name).at(-1);
  return {
    ...stand,
    // A job stands under what it has seen, also in a step that does not look.
    entry: stand.entry ?? last?.chain.entry ?? null,
    number: (last?.chain.number ?? 0) + 1,
    before: last === undefined ? beginningOf(name) : digest(last),
  };
}

const chainOf = (records: readonly ChainedRecord[], name: ChainName): readonly ChainedRecord[] =>
  records
    .filter(
      ({ run, attempt, job }) => run === name.run && attempt === name.attempt && job === name.job,
    )
    .sort((a, b) => a.chain.number - b.chain.number);

/** One chain as the closing record lists it. */
export interface ClosedChain {
  readonly job: string;
  readonly attempt: number;
  /** The digest of each record, in the order of their numbers. */
  readonly records: readonly string[];
}

/** What ends the evidence of a run: without it, or with less than it counts, the evidence was cut. */
export interface Closing {
  /** How many records there are. */
  readonly count: number;
  /** SHA-256 of the canonical JSON of `chains`, hex. */
  readonly head: string;
  /** In the order of attempt and job. */
  readonly chains: readonly ClosedChain[];
}

/** Joins the heads of all chains of `records`. */
export function closingOf(records: readonly ChainedRecord[]): Closing {
  const chains = chainsOf(records).map(({ job, attempt, records: own }) => ({
    ...{ job, attempt },
    records: own.map((record) => digest(record)),
  }));
  return { count: records.length, head: digest(chains), chains };
}

/** Every chain with its records, in the order of attempt and job; a chain's records in the order of their numbers. */
export function chainsOf(records: readonly ChainedRecord[]): readonly {
  readonly job: string;
  readonly attempt: number;
  readonly records: readonly ChainedRecord[];
}[] {
  // The verifier is built from this, and Node 20 has no Map.groupBy.
  const chains = new Map<string, ChainedRecord[]>();
  for (const record of records) {
    const name = `${record.attempt}/${record.job}`;
    const own = chains.get(name);
    if (own === undefined) chains.set(name, [record]);
    else own.push(record);
  }
  return [...chains.values()]
    .flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const { attempt, job } = first;
      return [{ job, attempt, records: own.sort((a, b) => a.chain.number - b.chain.number) }];
    })
    .sort((a, b) => a.attempt - b.attempt || byText(a.job, b.job));
}

/** The one order of a run's records: when they began, then when they ended, then their place. */
export const inOrder = (a: ChainedRecord, b: ChainedRecord): number =>
  byText(a.startedAt, b.startedAt) ||
  byText(a.endedAt, b.endedAt) ||
  a.attempt - b.attempt ||
  byText(a.job, b.job) ||
  a.chain.number - b.chain.number;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A chain that another job has overtaken, from one of its records on. */
export interface SideBranch {
  readonly job: string;
  readonly attempt: number;
  /** The number of its first record that was overtaken. */
  readonly from: number;
}

/**
 * The chains that went on under an epoch after a record of another chain had begun under a higher one: those of late
 * runners. `records` are in their order.
 */
export function sideBranches(records: readonly ChainedRecord[]): readonly SideBranch[] {
  const found = new Map<string, SideBranch>();
  let highest: { readonly epoch: number; readonly chain: string } = { epoch: 0, chain: '' };
  for (const { attempt, job, chain } of records) {
    const epoch = chain.entry?.epoch;
    if (epoch === undefined) continue;
    const name = `${attempt}/${job}`;
    if (epoch < highest.epoch && name !== highest.chain && !found.has(name))
      found.set(name, { job, attempt, from: chain.number });
    if (epoch > highest.epoch) highest = { epoch, chain: name };
  }
  return [...found.values()].sort((a, b) => a.attempt - b.attempt || byText(a.job, b.job));
}
