// After a rollback: copies what was written through the gateway to the source, where nobody has changed it meanwhile.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import type { Carried, Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { decideCarry } from '../../journal/settle.ts';
import { nextAction } from '../../journal/words.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';
import { openFileSink } from '../../reconcile/rows/rows-file.ts';
import { assertTicket } from '../../runbook/change-ticket.ts';
import type { StepContext } from '../frame/context.ts';
import { assertSeen, seenDigest } from '../frame/seen.ts';
import type { ListPorts } from '../list-written/written-list.ts';
import { Hold, overtakenBy, writeEdge, writerOf } from '../migration/hold.ts';
import { raiseBack } from '../migration/raise.ts';
import { serversFailed } from '../servers/each-server.ts';
import { roundPrefix } from '../tree/kept-keys.ts';
import { carryFiles } from './carry-files.ts';
import type { CarryPorts, Result } from './carry-files.ts';
import { keepConflict } from './keep-conflicts.ts';
import { readListed } from './listed-files.ts';

type FilePorts = CarryPorts & ListPorts;

export interface CarryBackPorts {
  readonly log: JournalLog;
  /** Only what copies opens the servers and the buckets. */
  readonly openFiles: () => Promise<FilePorts>;
}

export interface CarryBackInputs {
  /** A run of the round that was rolled back. */
  readonly run: string;
  readonly reason: string;
  readonly ticket: string;
  /** Reads, and says what would be done; changes nothing. */
  readonly 'only-check': boolean;
  /** What the reviewers were asked about; undefined where nobody was. */
  readonly seen: string | undefined;
}

/** Copies the listed files of a rollback to the source; with `only-check` looks whether it could. */
export async function carryBack(
  context: StepContext,
  ports: CarryBackPorts,
  inputs: CarryBackInputs,
): Promise<Outcome> {
  assertTicket(context.runbook.change.ticket, inputs.ticket);
  const named = { entries: await ports.log.read(), run: inputs.run };
  const decision = decideCarry(named, writerOf(context), context.clock.now());
  if (decision.kind === 'refused') throw new CutoverError(decision.code, decision.failure);
  const { newest } = decision;
  const seen = seenOf(newest, inputs.run);
  assertSeen('what would be copied', inputs.seen, seen);
  if (inputs['only-check']) return foreseen(newest, { ...inputs, seen });
  const files = await ports.openFiles();
  const listed = await readListed(context, files, newest);
  const hold = await raise(context, ports.log, { newest, files });
  const told: Result[] = [];
  for await (const result of carryFiles(context, files, { files: listed, hold })) told.push(result);
  const results: Result[] = [];
  for (const result of told)
    results.push(await keepConflict(context, files, { result, round: newest }));
  const carried = await keepResults(context, files, { results, newest });
  const { written } = hold.entry;
  if (written === null || !('digest' in written)) throw overtakenBy(hold.entry);
  // Every server has answered with it.
  const serversKnow = hold.entry.epoch;
  await hold.advance('note', { written: { ...written, carried }, serversKnow });
  return outcome(context, { entry: hold.entry, results, carried, inputs });
}

/** The migration is this job's, and every server knows it: an older command copies nothing any more. */
async function raise(
  context: StepContext,
  log: JournalLog,
  { newest, files }: { readonly newest: Entry; readonly files: FilePorts },
): Promise<Hold> {
  const appended = await writeEdge(context, { log, before: newest }, 'raise');
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  const hold = new Hold(context, log, appended.entry);
  const raised = await raiseBack(context, files.ssm, { fence: hold.fence, hold });
  if (raised.failed.length > 0)
    throw serversFailed('telling every server the epoch', raised.failed);
  return hold;
}

const CARRIED = ['carried', 'same'];

const isLeft = ({ word }: Result): boolean => word !== 'conflict' && !CARRIED.includes(word);

/** What came of each file: beside the record, and where nobody can change it. */
async function keepResults(
  { env, run, runbook }: StepContext,
  { evidence }: FilePorts,
  { results, newest }: { readonly results: readonly Result[]; readonly newest: Entry },
): Promise<Carried> {
  const folder = join(env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${run.stepId}.carried.txt`);
  await using list = openFileSink(file);
  const hash = createHash('sha256');
  for (const result of results) {
    const line = Buffer.from(`${lineOf(result)}\n`);
    hash.update(line);
    await list.write(line);
  }
  await list.end();
  const digest = hash.digest('hex');
  const prefix = roundPrefix(runbook.name, 'rollback', newest);
  await evidence.putFile(`${prefix}carried.${digest}.txt`, file);
  return {
    count: results.filter(({ word }) => CARRIED.includes(word)).length,
    conflicts: results.filter(({ word }) => word === 'conflict').length,
    left: results.filter(isLeft).length,
    digest,
  };
}

const lineOf = ({ file, word, detail }: Result): string =>
  [word, visiblePath(file.path), visiblePath(Buffer.from(detail))].join('\t');

/** The list is signed, and the bucket keeps it by its digest. */
const seenOf = ({ written }: Entry, run: string): string =>
  seenDigest({ run, list: written !== null && 'digest' in written ? written.digest : null });

function foreseen(newest: Entry, { run, seen }: Pick<CarryBackInputs, 'run' | 'seen'>): Outcome {
  const { state, written } = newest;
  const known = written !== null && 'count' in written ? written : { count: 0, digest: '' };
  return {
    verdict: 'pass',
    says: `Nothing is in the way: up to ${counted(known.count, 'file')} would be copied to the source. What has changed there meanwhile would be left as it is.`,
    facts: [
      { name: 'State', value: state },
      { name: 'Rolled back', value: `run ${run}` },
      { name: 'Written through the gateway', value: counted(known.count, 'object') },
      { name: 'SHA-256 of their list', value: known.digest },
    ],
    warnings: [],
    data: { state, run, written },
    outputs: { state: 'ready', carried: '', conflicts: '', left: '', seen: seen ?? '' },
  };
}

/** So many are named in the summary. */
const NAMED = 20;

function outcome(
  { env, run, runbook }: StepContext,
  {
    entry,
    results,
    carried,
    inputs,
  }: {
    readonly entry: Entry;
    readonly results: readonly Result[];
    readonly carried: Carried;
    readonly inputs: CarryBackInputs;
  },
): Outcome {
  const open = results.filter((one) => one.word === 'conflict' || isLeft(one));
  const renamed = results.filter(({ file }) => file.from !== undefined).length;
  return {
    verdict: 'pass',
    says: `${carried.count} of ${counted(results.length, 'file')} of the list ${carried.count === 1 ? 'is' : 'are'} at ${runbook.source.mount} now, with the bytes that the bucket has.`,
    facts: [
      { name: 'Conflicts', value: String(carried.conflicts) },
      { name: 'Not copied', value: String(carried.left) },
      { name: 'Old names of renamed files that stay', value: String(renamed) },
      ...open.slice(0, NAMED).map(factOf),
      { name: 'All of them', value: `${run.stepId}.carried.txt` },
      { name: 'SHA-256 of that list', value: carried.digest },
      { name: 'Started by', value: visible(env.GITHUB_ACTOR ?? '') },
      { name: 'Ticket', value: visible(inputs.ticket) },
      { name: 'Reason', value: visible(inputs.reason) },
      { name: 'Next', value: nextAction(entry) },
    ],
    warnings:
      open.length === 0
        ? []
        : [
            `${counted(open.length, 'file')} of the list ${open.length === 1 ? 'is' : 'are'} not at the source as the gateway had ${open.length === 1 ? 'it' : 'them'}. Decide about ${open.length === 1 ? 'it' : 'each'} before you settle the rollback.`,
          ],
    data: { state: entry.state, carried },
    outputs: {
      state: entry.state,
      carried: String(carried.count),
      conflicts: String(carried.conflicts),
      left: String(carried.left),
      seen: inputs.seen ?? '',
    },
  };
}

const factOf = ({ file, word, detail }: Result): Fact => ({
  name: word,
  value: `${visiblePath(file.path)}: ${visible(detail)}`,
});
