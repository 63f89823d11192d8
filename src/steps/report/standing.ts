// What the servers and the journal say at the end of a run. A report that cannot read them says so, and goes on.
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { SIDE_ROLES, sideInWords, sidePrefix } from '../../evidence/side-record.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { State } from '../../journal/states.ts';
import { standingFacts } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { assertOwnRole } from '../frame/own-role.ts';
import type { ServerFailure } from '../servers/each-server.ts';
import { describeServer, readMountsOfEach } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

/** Opened only where the run may have begun something. */
export interface StandingPorts {
  readonly openLog: () => Promise<JournalLog>;
  readonly openServers: () => Promise<Ssm>;
  readonly openEvidence: () => Promise<EvidenceBucket>;
}

/** What could be read, and in words why the rest could not. */
export interface Standing {
  /** Undefined where the journal was not read; null where it is empty. */
  readonly entry: Entry | null | undefined;
  readonly servers: readonly ServerMounts[];
  readonly failed: readonly ServerFailure[];
  /** A line for each server, then those of the journal. */
  readonly facts: readonly Fact[];
}

/** Reads both, side by side. Throws nothing. */
export async function readStanding(context: StepContext, ports: StandingPorts): Promise<Standing> {
  const { servers: all } = context.runbook.application;
  try {
    await assertOwnRole(context, 'first');
  } catch (thrown) {
    const value = notRead(thrown);
    return { entry: undefined, servers: [], failed: [], facts: [{ name: NOW, value }] };
  }
  const journal = await readJournal(ports);
  const { done, failed } = await readServers(context, ports);
  const lines = all.flatMap((server) => {
    const mounts = done.find((one) => one.server === server);
    const failure = failed.find((one) => one.server === server);
    if (mounts !== undefined) return [{ name: server, value: describeServer(mounts) }];
    return [{ name: server, value: notRead(failure?.error) }];
  });
  const side = journal.entry === undefined ? [] : await sideBranches(context, ports);
  const facts = [...lines, ...journal.facts, ...side];
  return { entry: journal.entry, servers: done, failed, facts };
}

/** What stands for both where none of them is read. */
const NOW = 'Servers and journal';

async function readJournal({ openLog }: StandingPorts): Promise<Pick<Standing, 'entry' | 'facts'>> {
  try {
    const entry = (await (await openLog()).newest()) ?? null;
    if (entry !== null) return { entry, facts: standingFacts(entry) };
    return { entry, facts: [{ name: 'Journal', value: 'empty: no run has claimed a migration' }] };
  } catch (thrown) {
    return { entry: undefined, facts: [{ name: 'Journal', value: notRead(thrown) }] };
  }
}

/** What runners have left that had lost the migration: their records may never have reached GitHub. */
async function sideBranches(
  { run, runbook }: StepContext,
  { openEvidence }: StandingPorts,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  try {
    const evidence = await openEvidence();
    for (const role of SIDE_ROLES)
      for (const name of await evidence.names(sidePrefix(runbook.name, role))) {
        const value = sideInWords(name, run.id);
        if (value !== undefined) facts.push({ name: 'Side branch', value });
      }
  } catch (thrown) {
    return [{ name: 'Side branches', value: notRead(thrown) }];
  }
  return facts;
}

async function readServers(
  context: StepContext,
  { openServers }: StandingPorts,
): Promise<Pick<Standing, 'failed'> & { readonly done: readonly ServerMounts[] }> {
  const { servers } = context.runbook.application;
  try {
    return await readMountsOfEach(context, await openServers(), servers);
  } catch (thrown) {
    const error = asCutoverError(thrown);
    return { done: [], failed: servers.map((server) => ({ server, error })) };
  }
}

const notRead = (thrown: unknown): string => `could not be read: ${asCutoverError(thrown).message}`;

/** `settle`: the workflow Rollback has work; `look`: somebody must read the report. */
export type Next = 'nothing' | 'settle' | 'look';

/** What the report has found. */
interface Found {
  /** The newest entry; null where the journal is empty, undefined where it could not be read. */
  readonly entry: Entry | null | undefined;
  readonly hasBegun: boolean;
  /** Whether the report doubts its own ending. */
  readonly inDoubt: boolean;
}

const TO_SETTLE: readonly State[] = [
  'rolled-back-open',
  'rolled-back-listed',
  'rolled-back-unknown',
];
const OVER: readonly State[] = ['rolled-back-settled', 'finalized', 'abandoned'];

/** An unread journal is no empty one: files may lie behind the gateway then. */
export function nextOf(
  { runbookFile }: Pick<StepContext, 'runbookFile'>,
  { entry, hasBegun, inDoubt }: Found,
): Next {
  if (entry?.runbook === runbookFile && isToSettle(entry)) return 'settle';
  return inDoubt || (hasBegun && entry === undefined) ? 'look' : 'nothing';
}

const isToSettle = ({ state, split, detached }: Entry): boolean =>
  TO_SETTLE.includes(state) ||
  (!OVER.includes(state) && [...(split ?? []), ...(detached ?? [])].length > 0);
