// The gate decides: whether the right people have approved exactly what stands there now. It only reads.
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import { cutoverRules, judgeApprovals } from '../../evidence/judge-approvals.ts';
import type {
  ApprovalRules,
  JudgedApprovals,
  SignedDecision,
} from '../../evidence/judge-approvals.ts';
import type { RunHistory } from '../../github/run-history.ts';
import { assertTicket } from '../../runbook/change-ticket.ts';
import { assertAct } from '../approval/acts.ts';
import type { Act } from '../approval/acts.ts';
import { readForecast } from '../approval/kept-forecast.ts';
import { readSubject, subjectDigest, subjectOf } from '../approval/subject.ts';
import type { Subject } from '../approval/subject.ts';
import {
  DEFAULT_BRANCH,
  driftBetween,
  driftError,
  readConfiguration,
  readGates,
} from '../approval/configuration.ts';
import type { Configuration, ConfigurationPorts } from '../approval/configuration.ts';
import type { GitHubEnvironments } from '../../github/environments.ts';
import { assertCalendar } from '../frame/change-calendar.ts';
import { awaitWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';

export interface VerifyInputs {
  readonly ticket: string;
  /** What the reviewers were asked about: the output `digest` of ask-approval. */
  readonly digest: string;
  /** The folder with the downloaded artifacts `proof-…`. */
  readonly asked: string;
  readonly 'plan-digest': string | undefined;
  readonly 'bucket-proof': string | undefined;
  readonly 'gateway-proof': string | undefined;
  readonly 'proven-at': Instant | undefined;
  /** The longest that the run takes behind the freeze, as it was forecast. */
  readonly 'forecast-seconds': number | undefined;
}

interface PeoplePorts {
  readonly decisions: () => Promise<readonly SignedDecision[]>;
  readonly history: RunHistory;
}

export interface VerifyPorts extends PeoplePorts {
  readonly configuration: ConfigurationPorts;
}

export interface VerifyActPorts extends PeoplePorts {
  readonly environments: GitHubEnvironments;
}

/**
 * Waits for the begin of the change window first. Passes only if the digest is that of what is so now. Throws `not-approved` for people, age or commit; `drift` for
 * settings; `window-closed` for the calendar; `unproven` where what was asked is lost; and what a service throws that cannot be asked.
 */
export async function verifyApproval(
  context: StepContext,
  inputs: VerifyInputs,
  ports: VerifyPorts,
): Promise<Outcome> {
  const { runbook } = context;
  // What is read before a wait of hours says nothing behind it.
  await awaitWindow(context);
  assertTicket(runbook.change.ticket, inputs.ticket);
  const subject = readSubject(inputs.asked, inputs.digest);
  const rules = cutoverRules(runbook);
  const approvals = await assertPeople(context, { subject, rules }, inputs, ports);
  assertAge(context, subject);
  await assertCalendar(context, 'begin', inputs['forecast-seconds']);
  const configuration = await readConfiguration(context, ports.configuration);
  await assertUnchanged(context, { subject, configuration }, ports.history);
  assertSame(context, { subject, inputs });
  const forecast = readForecast(inputs.asked, inputs.digest);
  return passed({ subject, inputs, approvals, configuration, forecast });
}

/** The same for another workflow: people, age, commit, the gate itself, and the digest of what the look has seen. */
export async function verifyAct(
  context: StepContext,
  act: Act,
  inputs: VerifyInputs,
  ports: VerifyActPorts,
): Promise<Outcome> {
  const { runbook } = context;
  const environment = assertAct(runbook, act);
  assertTicket(runbook.change.ticket, inputs.ticket);
  const subject = readSubject(inputs.asked, inputs.digest);
  const rules = { gates: [environment], quorum: 1, comment: runbook.gates.comment };
  const approvals = await assertPeople(context, { subject, rules }, inputs, ports);
  assertAge(context, subject);
  const configuration = await readGates(ports.environments, [environment]);
  await assertUnchanged(context, { subject, configuration }, ports.history);
  assertSame(context, {
    subject,
    inputs: { ...inputs, 'proven-at': Date.parse(subject.proven.at) },
    act,
  });
  return passed({ subject, inputs, approvals, configuration });
}

async function assertUnchanged(
  context: StepContext,
  { subject, configuration }: { readonly subject: Subject; readonly configuration: Configuration },
  history: RunHistory,
): Promise<void> {
  await assertOnDefaultBranch(context, configuration[DEFAULT_BRANCH] ?? '', history);
  const drift = driftBetween(subject.configuration, configuration);
  if (drift.length > 0) throw driftError(drift);
}

function passed({
  subject,
  inputs,
  approvals,
  configuration,
  forecast,
}: {
  readonly subject: Subject;
  readonly inputs: VerifyInputs;
  readonly approvals: JudgedApprovals;
  readonly configuration: Configuration;
  readonly forecast?: ReturnType<typeof readForecast>;
}): Outcome {
  return {
    title: 'Approval',
    verdict: 'pass',
    says: `Approved by ${approvals.people.join(' and ')}: nothing has changed since it was asked.`,
    facts: [
      { name: 'Digest', value: inputs.digest },
      { name: 'Approvals', value: approvals.says },
      { name: 'Proven at', value: utc(subject.proven.at) },
      { name: 'Settings compared', value: String(Object.keys(configuration).length) },
    ],
    warnings: [],
    data: {
      digest: inputs.digest,
      approvals,
      provenAt: subject.proven.at,
      ...(forecast && { forecast }),
    },
    outputs: { digest: inputs.digest },
  };
}

async function assertPeople(
  { run }: StepContext,
  { subject, rules }: { readonly subject: Subject; readonly rules: ApprovalRules },
  { digest }: VerifyInputs,
  { decisions, history }: PeoplePorts,
): Promise<JudgedApprovals> {
  const [decided, starters] = await Promise.all([
    decisions(),
    history.starters(run.id, run.attempt),
  ]);
  const asked = { digest, before: subject.decisions };
  const judged = judgeApprovals(rules, decided, starters, asked);
  if (judged.problems.length === 0) return judged;
  throw new CutoverError('not-approved', {
    what: `the approval of ${digest}`,
    expected: `${judged.quorum} different people who have not started this run, at every gate${rules.comment === 'none' ? '' : ', with the digest in their comment'}`,
    got: judged.problems.join('; '),
    cure: 'nothing was changed by this job. What was decided holds for this run: start a new one, and let other people approve it as its summary says',
  });
}

/** What others change meanwhile, no re-check of changed folders sees: so a proof does not hold for ever. */
function assertAge({ clock, runbook }: StepContext, { proven }: Subject): void {
  const { validFor } = runbook.gates;
  const age = clock.now() - Date.parse(proven.at);
  if (age <= validFor) return;
  throw new CutoverError('not-approved', {
    what: 'the age of what was approved',
    expected: `at most ${formatDuration(validFor)} since the proof (gates.valid-for)`,
    got: `${formatDuration(age)}: proven at ${utc(proven.at)}`,
    cure: 'nothing was changed by this job. Start a new run, which proves it again',
  });
}

async function assertOnDefaultBranch(
  { env }: StepContext,
  defaultBranch: string,
  history: RunHistory,
): Promise<void> {
  const commit = env.GITHUB_SHA ?? '';
  if (await history.isOn(defaultBranch, commit)) return;
  throw new CutoverError('not-approved', {
    what: `the commit of this run, ${commit}`,
    expected: `a commit of ${defaultBranch}`,
    got: 'a commit that is no longer in its history',
    cure: 'nothing was changed by this job. Start a new run of the commit that stands there now',
  });
}

/** The same subject, made from what this job was handed: another one has another digest. */
function assertSame(
  context: StepContext,
  {
    subject,
    inputs,
    act,
  }: { readonly subject: Subject; readonly inputs: VerifyInputs; readonly act?: Act },
): void {
  const { configuration, decisions } = subject;
  const now = subjectOf(context, {
    ...{ configuration, decisions },
    ...(act && { act }),
    plan: inputs['plan-digest'] ?? '',
    proven: {
      bucket: inputs['bucket-proof'] ?? '',
      gateway: inputs['gateway-proof'] ?? '',
      at: new Date(inputs['proven-at'] ?? 0).toISOString(),
    },
  });
  const digest = subjectDigest(now);
  if (digest === inputs.digest) return;
  throw new CutoverError('not-approved', {
    what: 'the digest of what stands there now',
    expected: `${inputs.digest}, which was asked about`,
    got: `${digest}: another commit, runbook, plan or proof`,
    cure: 'nothing was changed by this job. Start a new run, and let people approve that',
  });
}
