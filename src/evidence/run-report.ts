// All records of a run → the one page that is read the morning after.

import { formatDuration } from '../core/values/duration.ts';
import { utc } from '../core/values/instant.ts';
import { code, plain } from '../core/text/markdown.ts';
import type { Fact, StepRecord, Verdict } from '../core/record.ts';
import type { Ending, State } from './run-ending.ts';
import { SYMBOL } from './step-summary.ts';

export interface RunReport {
  readonly description: string;
  readonly ticket: string;
  readonly reason: string;
  readonly state: State;
  readonly records: readonly StepRecord[];
  /** Who decided at the gates, in words. */
  readonly decisions: readonly string[];
  /** How many people approved, in words; undefined where no gate was passed. */
  readonly approvals: string | undefined;
  /** How long each server did not serve, and what was forecast, a line each. */
  readonly downtime: readonly Fact[];
  /** What the servers and the journal said last, a line each. */
  readonly standing: readonly Fact[];
  /** Where the servers are otherwise than the records say. */
  readonly doubt: string | undefined;
  readonly digest: string;
  readonly url: string | undefined;
}

const HEADLINE: Readonly<Record<Ending, string>> = {
  planned: '📋 Planned: nothing was changed',
  proven: '✅ Proven: a new file travels from the source to the gateway',
  confirmed: '✅ Confirmed: the gateway serves, and a write through it is in the bucket',
  denied: '⛔ Denied: the source serves as before',
  'rolled-back': '↩️ Rolled back: the source serves again',
  failed: '❌ Failed',
  unproven: '❔ Unproven: records are missing, so this run is not judged',
};

/** How the run ended, in one line; a failed one says whether anything was begun, and what is left of it. */
export function headlineOf({ ending, left, begun }: State): string {
  if (ending !== 'failed') return HEADLINE[ending];
  if (left === 'nothing') return `${HEADLINE.failed}: ${begun ? UNDONE : NOTHING_BEGUN}`;
  return `${HEADLINE.failed}: ${LEFT_IN_SHORT[left]}`;
}

const NOTHING_BEGUN = 'nothing was begun, nothing is frozen or switched';
const UNDONE = 'what was begun is undone';
const LEFT_IN_SHORT: Readonly<Record<Exclude<State['left'], 'nothing'>, string>> = {
  frozen: 'the source is still read-only on a server',
  switched: 'a server may still be switched',
  split: 'a server does not answer, and the source stays read-only on all of them',
  silent: 'a server has not answered the way back; the source serves on the others',
  unknown: 'nobody knows from the records what is left',
};

const LEFT: Readonly<Record<State['left'], string>> = {
  nothing: '',
  frozen: 'The source is still read-only on a server: run the rollback, or thaw it by hand.',
  switched:
    'A server may still be switched to the gateway: run the rollback, or look at its mounts by hand.',
  split:
    'It may write through the gateway, so nothing was thawed. Bring it online again and re-run the job rollback. To thaw all the same, run the workflow Rollback with although-split.',
  silent:
    'It is not known to serve the source. Bring it online again and re-run the job rollback. No run may begin before.',
  unknown:
    'Nobody knows from these records what the servers serve: look at their mounts before anything else.',
};

const AGAIN: Readonly<Partial<Record<Ending, string>>> = {
  denied: 'To try again, start a new run: a rejection holds for this one.',
  'rolled-back':
    'To try again, use "Re-run failed jobs". The proofs of this run count while nobody has written through the gateway. Otherwise the freeze stops the job, and a new run makes new proofs.',
};

/** Headline, who decided, every step in order with what it found, and the digest of the records. */
export function runReport(report: RunReport): string {
  const { state, records } = report;
  const left = LEFT[state.left];
  const again = AGAIN[state.ending];
  return [
    `## ${headlineOf(state)}`,
    '',
    ...(state.silent === undefined
      ? []
      : ['> [!CAUTION]', `> No answer of ${plain(state.silent.join(', '))}. ${left}`, '']),
    plain(report.description),
    '',
    '| | |',
    '|---|---|',
    `| **Change ticket** | ${plain(report.ticket)} |`,
    `| **Reason** | ${plain(report.reason)} |`,
    ...report.decisions.map((decision) => `| **Gate** | ${plain(decision)} |`),
    ...(report.approvals === undefined ? [] : [`| **Approvals** | ${plain(report.approvals)} |`]),
    ...report.downtime.map(factRow),
    ...(report.url === undefined
      ? []
      : [`| **Run** | [${plain(records[0]?.run ?? 'run')}](${report.url}) |`]),
    `| **Digest of the records** | ${code(report.digest)} |`,
    ...(left === '' || state.silent !== undefined ? [] : ['', '> [!CAUTION]', `> ${left}`]),
    ...(report.doubt === undefined ? [] : ['', '> [!IMPORTANT]', `> ${plain(report.doubt)}`]),
    ...(again === undefined ? [] : ['', again]),
    ...standingTable(report.standing),
    '',
    '| | Time | Job | Step | What was found |',
    '|---|---|---|---|---|',
    ...records.map(row),
    '',
  ].join('\n');
}

/** What the servers and the journal themselves say, after all steps. */
const standingTable = (facts: readonly Fact[]): readonly string[] =>
  facts.length === 0
    ? []
    : ['', '### At the end of the run', '', '| | |', '|---|---|', ...facts.map(factRow)];

const factRow = ({ name, value }: Fact): string => `| **${plain(name)}** | ${plain(value)} |`;

function row(record: StepRecord): string {
  const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  const problems = problemsOf(record).map(
    ({ verdict, text }) => `<br>${SYMBOL[verdict]} ${plain(text)}`,
  );
  const warnings = record.warnings.map((warning) => `<br>⚠️ ${plain(warning)}`);
  return `| ${SYMBOL[record.verdict]} | ${utc(record.startedAt)}<br>${formatDuration(took)} | ${plain(record.job)} | ${plain(record.step)} | ${[plain(record.says), ...problems, ...warnings].join('')} |`;
}

/** Something that stopped a run, and what to do about it, in one line. */
export interface Problem {
  readonly verdict: Exclude<Verdict, 'pass'>;
  readonly text: string;
}

/**
 * Why a step failed, if what it says does not tell: each check of a preflight that stopped the run, with its cure and
 * the failed ones first; for any other step its error.
 */
export function problemsOf({ data, error, says, verdict }: StepRecord): readonly Problem[] {
  if (error === undefined || says.includes(error.message)) return [];
  const findings = Array.isArray(data.findings) ? (data.findings as readonly Found[]) : [];
  const checks = STOPPING.flatMap((stops) =>
    findings
      .filter(({ state }) => state === stops)
      .map(({ area, check, found, cure }) => ({
        verdict: stops,
        text: `${area}: ${check}: ${found} → ${cure}`,
      })),
  );
  const whole = { verdict: verdict === 'pass' ? 'fail' : verdict, text: error.message } as const;
  return checks.length === 0 ? [whole] : checks;
}

const STOPPING = ['fail', 'unproven'] as const;

/** A check of the preflight, as the record of `plan` has it. */
type Found = Readonly<Record<'area' | 'check' | 'state' | 'found' | 'cure', string>>;
