// Brings the records of all jobs to one place: how the run ended, and what each step saw.
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import { countApprovals } from '../../evidence/approval-count.ts';
import type { Approvals } from '../../evidence/approval-count.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { downtimeFacts, downtimes } from '../../evidence/downtime.ts';
import { evidenceOf } from '../../evidence/evidence.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { cutoverIsLost, endingOf, jobsWithoutRecords } from '../../evidence/run-ending.ts';
import { otherThanRecords } from '../../evidence/seen-at-end.ts';
import { readRecords } from '../../evidence/read-records.ts';
import { headlineOf, runReport } from '../../evidence/run-report.ts';
import type { RunReport } from '../../evidence/run-report.ts';
import { readGateDecisions } from '../../github/approvals.ts';
import type { GateDecision } from '../../github/approvals.ts';
import type { StepContext } from '../frame/context.ts';
import { isReadOnly } from '../servers/read-mounts.ts';
import { chainWarning, keepEvidence, runFacts } from './keep-evidence.ts';
import { keepInBucket } from './keep-in-bucket.ts';
import type { InBucket } from './keep-in-bucket.ts';
import { readStanding } from './standing.ts';
import type { StandingPorts } from './standing.ts';

/** What a report opens where the run may have begun something. */
export interface ReportPorts extends StandingPorts {
  readonly openEvidence: () => Promise<EvidenceBucket>;
}

export interface ReportInputs {
  /** How each job ended that keeps records, as GitHub says it. */
  readonly jobs: ReadonlyMap<string, string>;
  /** The folder into which the jobs' `records-…` artifacts were downloaded. */
  readonly records: string;
  readonly until: 'plan' | 'proof' | 'cutover';
  readonly ticket: string;
  readonly reason: string;
  /** Reads who approved; without it the report does not name the decisions. */
  readonly token: string | undefined;
}

/** Runs always, even if nothing else did; writes `evidence.json` beside its own record. */
export async function report(
  context: StepContext,
  inputs: ReportInputs,
  ports: ReportPorts,
): Promise<Outcome> {
  const { runbook } = context;
  const records = readRecords(inputs.records);
  const { approvals, warnings } = await decisions(context, inputs);
  const judged = judge(context, inputs, { records, approvals });
  const { state, counted, missing, passedGate, short } = judged;
  const known = { approvals, state, counted, passedGate };
  const evidence = evidenceOf(runFacts(context, inputs.jobs, known), records);
  const kept = keepEvidence(context, inputs.records, evidence);
  const broken = chainWarning(records);
  const look = await lookOnce(context, inputs, ports, evidence);
  const { facts: standing, bucket } = look;
  const downtime = downtimes(records, runbook.application.servers);
  return {
    verdict: missing.length > 0 || isInDoubt(judged, broken, bucket) ? 'unproven' : 'pass',
    says: `${headlineOf(state)}. ${records.length} records.${passedGate ? ` Approvals: ${counted.says}.` : ''}`,
    facts: [
      { name: 'Ending', value: state.ending },
      ...(passedGate ? [{ name: 'Approvals', value: counted.says }] : []),
      ...downtimeFacts(downtime),
      {
        name: 'Evidence',
        value: `evidence.json, SHA-256 ${kept.digest} over its content without "digest"`,
      },
      ...bucketFacts(bucket),
    ],
    warnings: [...warnings, ...(short ? [tooFew(counted)] : []), ...broken, ...look.warnings],
    data: {
      ...{ state, downtime, approvals: counted, digest: kept.digest },
      ...{ rejected: judged.rejected, missing, standing },
    },
    outputs: { outcome: state.ending, left: state.left, digest: kept.digest, evidence: kept.file },
    markdown: page(context, inputs, {
      ...{ state, records, standing, doubt: look.doubt, digest: kept.digest },
      decisions: approvals.map(inWords),
      approvals: passedGate ? counted.says : undefined,
      downtime: downtimeFacts(downtime),
    }),
    ...(missing.length > 0 && { error: onlyAPart(missing, records.length) }),
  };
}

type Found = Omit<RunReport, 'description' | 'ticket' | 'reason' | 'needsNewProofs' | 'url'>;

const page = ({ run, runbook }: StepContext, { ticket, reason }: ReportInputs, found: Found) =>
  runReport({
    ...found,
    ...{ description: runbook.description, ticket, reason, url: run.url },
    needsNewProofs:
      runbook.verify.recheck !== 'full' && runbook.verify.recheckWithoutProof !== 'full',
  });

/** What the records and the decisions come to. */
function judge(
  { runbook, run }: StepContext,
  { jobs, until }: ReportInputs,
  {
    records,
    approvals,
  }: { readonly records: readonly ChainedRecord[]; readonly approvals: readonly GateDecision[] },
) {
  const rejected = approvals
    .filter(({ state }) => state === 'rejected')
    .flatMap(({ environments }) => environments);
  const missing = jobsWithoutRecords(jobs, records);
  const counted = countApprovals(runbook, approvals, run.attempt);
  // Too few people approved a run that passed the gate: the run stays as it is, but it is no pass.
  const passedGate = records.some(({ job }) => job === 'cutover');
  const lost = cutoverIsLost(jobs, records);
  const state = endingOf({ until, records, rejected, missing, lost });
  return { state, counted, rejected, missing, passedGate, short: passedGate && !counted.met };
}

const hasBegun = (jobs: ReportInputs['jobs']): boolean =>
  (jobs.get('sync') ?? 'skipped') !== 'skipped';

/** The servers and the journal, if this run has begun with them: before the claim nothing of them is its own. */
async function lookOnce(
  context: StepContext,
  { jobs }: ReportInputs,
  ports: ReportPorts,
  evidence: Evidence,
): Promise<Look> {
  if (!hasBegun(jobs)) return { facts: [], warnings: [] };
  const { entry, facts, failed, servers } = await readStanding(context, ports);
  // Whoever cannot read the journal may be anybody: nothing is written then.
  const open = entry === undefined ? undefined : ports.openEvidence;
  const bucket = await keepInBucket(context, open, evidence);
  const kept = bucket.warning === undefined ? [] : [bucket.warning];
  // Another run may have gone on since.
  if (entry?.owner.run !== context.run.id) return { facts, bucket, warnings: kept };
  const seen = servers.map((one) => ({
    server: one.server,
    serves: one.serves,
    readOnly: isReadOnly(one),
  }));
  const doubt = otherThanRecords(evidence.state, seen, failed.length === 0);
  if (doubt === undefined) return { facts, bucket, warnings: kept };
  return { facts, bucket, doubt, warnings: [...kept, doubt] };
}

interface Look {
  readonly facts: readonly Fact[];
  /** Absent where the run has begun nothing: then it has no place in the bucket, and no role for it. */
  readonly bucket?: InBucket;
  readonly doubt?: string;
  readonly warnings: readonly string[];
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
    got: `${counted(records, 'record')}, and none of ${missing.join(', ')}`,
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
  const { env, run } = context;
  if (token === undefined || env.GITHUB_REPOSITORY === undefined)
    return {
      approvals: [],
      warnings: ['Without a token it is not known who decided at the gates.'],
    };
  try {
    return {
      approvals: await readGateDecisions(token, env.GITHUB_REPOSITORY, run.id, env.GITHUB_API_URL),
      warnings: [],
    };
  } catch (thrown) {
    return { approvals: [], warnings: [asCutoverError(thrown).message] };
  }
}
