// Brings the records of all jobs to one place: how the run ended, and what each step saw.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import type { Approvals } from '../../evidence/approval-count.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { downtimeFacts, downtimes } from '../../evidence/downtime.ts';
import { evidenceOf } from '../../evidence/evidence.ts';
import { forecastFacts } from '../../evidence/forecast/words.ts';
import { gateCount, hasPassedGate } from '../../evidence/gate-count.ts';
import {
  cutoverIsLost,
  endingOf,
  jobsCutShort,
  jobsWithoutRecords,
} from '../../evidence/run-ending.ts';
import type { State } from '../../evidence/run-ending.ts';
import { otherThanRecords } from '../../evidence/seen-at-end.ts';
import { joined } from '../../evidence/read-kept-records.ts';
import { readRecords } from '../../evidence/read-records.ts';
import { headlineOf, runReport } from '../../evidence/run-report.ts';
import type { RunReport } from '../../evidence/run-report.ts';
import { readGateDecisions } from '../../github/approvals.ts';
import type { GateDecision } from '../../github/approvals.ts';
import type { StepContext } from '../frame/context.ts';
import { gitHubAccess } from '../frame/github-access.ts';
import { isReadOnly } from '../servers/read-mounts.ts';
import type { ReportInputs } from './inputs.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { KeptEvidence } from './keep-evidence.ts';
import { NONE_KEPT, readKeptRecords } from './kept-records.ts';
import { keepInBucket } from './keep-in-bucket.ts';
import type { InBucket } from './keep-in-bucket.ts';
import { chainWarning, runFacts } from './run-facts.ts';
import { nextOf, readStanding } from './standing.ts';
import type { Next, Standing, StandingPorts } from './standing.ts';

/** Runs always, even if nothing else did; writes `evidence.json` beside its own record. */
export async function report(
  context: StepContext,
  inputs: ReportInputs,
  ports: StandingPorts,
): Promise<Outcome> {
  const { runbook } = context;
  const { open, seen, facts: found, warnings, ...all } = await gather(context, inputs, ports);
  const { approvals, records } = all;
  const judged = judge(context, inputs, all);
  const { state, counted, missing, passedGate, short } = judged;
  const broken = chainWarning(records);
  const { facts: standing, doubt } = compare(context, seen, state);
  const facts = runFacts(context, inputs, { ...judged, approvals, standing, doubt });
  const evidence = { ...evidenceOf(facts, records), runbook };
  const kept = await keepEvidence(context, inputs.records, evidence);
  const bucket = hasBegun(inputs)
    ? await keepInBucket(context, open, { evidence, page: kept.page })
    : undefined;
  const downtime = downtimes(records, runbook.application.servers);
  const verdict = missing.length > 0 || isInDoubt(judged, broken, bucket) ? 'unproven' : 'pass';
  const inDoubt = verdict === 'unproven' || doubt !== undefined;
  const next = nextOf(context, { entry: seen?.entry, hasBegun: hasBegun(inputs), inDoubt });
  const lengths = [...downtimeFacts(downtime), ...forecastFacts(records)];
  return {
    verdict,
    says: `${headlineOf(state)}. ${records.length} records.${passedGate ? ` Approvals: ${counted.says}.` : ''}`,
    facts: [...factsOf(judged, lengths, kept.digest), ...found, ...bucketFacts(bucket)],
    warnings: [
      ...warnings,
      ...(kept.pageFailed === undefined ? [] : [kept.pageFailed]),
      ...(short ? [tooFew(counted)] : []),
      ...broken,
      ...(bucket?.warning === undefined ? [] : [bucket.warning]),
      ...(doubt === undefined ? [] : [doubt]),
    ],
    data: {
      ...{ state, downtime, approvals: counted, digest: kept.digest },
      ...{ rejected: judged.rejected, missing, standing },
    },
    outputs: outputsOf(state, kept, next),
    markdown: page(context, inputs, {
      ...{ state, records, standing, doubt, digest: kept.digest },
      decisions: approvals.map(inWords),
      approvals: passedGate ? counted.says : undefined,
      downtime: lengths,
    }),
    ...(missing.length > 0 && { error: onlyAPart(missing, records.length) }),
  };
}

const outputsOf = ({ ending: outcome, left }: State, kept: KeptEvidence, next: Next) => ({
  outcome,
  left,
  next,
  digest: kept.digest,
  evidence: kept.file,
  page: kept.page,
});

/** All that the report is made of, from GitHub, the artifacts, the servers, the journal and the evidence bucket. */
async function gather(context: StepContext, inputs: ReportInputs, ports: StandingPorts) {
  const uploaded = readRecords(inputs.records);
  // Side by side: GitHub may be silent for minutes, and the job has a limit.
  const [{ approvals, warnings }, seen] = await Promise.all([
    decisions(context, inputs),
    hasBegun(inputs) ? readStanding(context, ports) : undefined,
  ]);
  // Whoever cannot read the journal may be anybody: nothing of the bucket is read or written then.
  const open = seen?.entry === undefined ? undefined : ports.openEvidence;
  const kept = open === undefined ? NONE_KEPT : await readKeptRecords(context, open, uploaded);
  return {
    ...{ uploaded, approvals, seen, open, facts: kept.facts },
    records: joined(uploaded, kept.more),
    warnings: [...warnings, ...kept.warnings],
  };
}

const factsOf = (
  { counted, passedGate, state }: ReturnType<typeof judge>,
  downtime: readonly Fact[],
  evidence: string,
): readonly Fact[] => [
  { name: 'Ending', value: state.ending },
  ...(passedGate ? [{ name: 'Approvals', value: counted.says }] : []),
  ...downtime,
  {
    name: 'Evidence',
    value: `evidence.json, SHA-256 ${evidence} over its content without "digest"`,
  },
];

type Found = Omit<RunReport, 'description' | 'ticket' | 'reason' | 'url'>;

const page = ({ run, runbook }: StepContext, { ticket, reason }: ReportInputs, found: Found) =>
  runReport({
    ...found,
    ...{ description: runbook.description, ticket, reason, url: run.url },
  });

interface Judged {
  readonly records: readonly ChainedRecord[];
  /** Those of them that came as artifacts: a job that has uploaded none may have lost its runner. */
  readonly uploaded: readonly ChainedRecord[];
  readonly approvals: readonly GateDecision[];
}

/** What the records and the decisions come to. */
function judge(
  { runbook, run }: StepContext,
  { jobs, until }: ReportInputs,
  { records, uploaded, approvals }: Judged,
) {
  const rejected = approvals
    .filter(({ state }) => state === 'rejected')
    .flatMap(({ environments }) => environments);
  const part = jobsCutShort(jobs, { uploaded, records });
  const missing = [...new Set([...jobsWithoutRecords(jobs, records), ...part])];
  const counted = gateCount(runbook, approvals, records, run.attempt);
  // Too few people approved a run that passed the gate: the run stays as it is, but it is no pass.
  const passedGate = hasPassedGate(records);
  const lost = cutoverIsLost(jobs, records);
  const state = endingOf({ until, records, rejected, missing, lost });
  return { state, counted, rejected, missing, passedGate, short: passedGate && !counted.met };
}

const hasBegun = ({ jobs }: ReportInputs): boolean => (jobs.get('sync') ?? 'skipped') !== 'skipped';

interface Look {
  readonly facts: readonly Fact[];
  readonly doubt: string | undefined;
}

/** The servers and the journal, if this run has begun with them: before the claim nothing of them is its own. */
function compare(context: StepContext, standing: Standing | undefined, state: State): Look {
  if (standing === undefined) return { facts: [], doubt: undefined };
  const { entry, facts, failed, servers } = standing;
  // Another run may have gone on since.
  if (entry?.owner.run !== context.run.id) return { facts, doubt: undefined };
  const seen = servers.map((one) => ({
    server: one.server,
    serves: one.serves,
    readOnly: isReadOnly(one),
  }));
  return { facts, doubt: otherThanRecords(state, seen, failed.length === 0) };
}

/** A run in doubt stays as it is, but it is no pass. */
const isInDoubt = (
  { short }: { readonly short: boolean },
  broken: readonly string[],
  bucket: InBucket | undefined,
): boolean => short || broken.length > 0 || bucket?.replaced === true;

const bucketFacts = (bucket: InBucket | undefined): readonly Fact[] =>
  bucket === undefined ? [] : [bucket.fact];

const onlyAPart = (missing: readonly string[], records: number): CutoverError =>
  new CutoverError('unproven', {
    what: 'the records of this run',
    expected: 'those of every job that has succeeded',
    got: `${counted(records, 'record')}, and not those of ${missing.join(', ')}`,
    cure: 'see why "Fetch the records of all jobs" did not bring them (it needs "actions: read"), then re-run this job; nothing was judged',
  });

/** A gate in doubt is no gate without approval: the reader must know what to ask whom. */
const tooFew = ({ says, unproven }: Approvals): string =>
  unproven.length === 0
    ? `Approved by ${says}: fewer than the runbook asks for.`
    : `Approved by ${says}. So nobody has proven the quorum: ask these people who released what, and write it into the change.`;

const inWords = ({ environments, state, user, comment }: GateDecision): string =>
  `${environments.join(', ')}: ${state} by ${user}${comment === '' ? '' : `, “${comment}”`}`;

/** A report must not fail because GitHub does not answer: then it says that the decisions are unknown. */
async function decisions(
  context: StepContext,
  { token }: ReportInputs,
): Promise<{ approvals: readonly GateDecision[]; warnings: readonly string[] }> {
  const access = gitHubAccess(context, token);
  if (access === undefined)
    return {
      approvals: [],
      warnings: ['Without a token it is not known who decided at the gates.'],
    };
  try {
    return {
      approvals: await readGateDecisions(access, context.run.id),
      warnings: [],
    };
  } catch (thrown) {
    return { approvals: [], warnings: [asCutoverError(thrown).message] };
  }
}
