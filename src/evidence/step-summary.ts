// One record → the Markdown that a person reads in the job's summary.

import { formatDuration } from '../core/values/duration.ts';
import { utc } from '../core/values/instant.ts';
import { code, plain } from '../core/text/markdown.ts';
import type { Outcome, StepRecord, Verdict } from '../core/record.ts';

export const SYMBOL: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', unproven: '❔' };

const TITLE: Readonly<Record<string, string>> = {
  plan: 'Plan',
  'claim-migration': 'Migration',
  'create-test-file': 'Test file',
  'run-datasync': 'DataSync',
  'verify-s3': 'Bucket',
  'remove-extras': 'Objects without a file',
  'check-listing': 'Listing on the gateway mount',
  'refresh-cache': 'Gateway cache',
  'ask-approval': 'What an approval signs',
  'verify-approval': 'Approval',
  'freeze-source': 'Source',
  'switch-mount': 'Mount',
  finalize: 'End of the task',
  report: 'Report',
  'review-runbook': 'Review',
};

/**
 * A heading with the verdict, one sentence, what was found as a table, warnings, and how to go on after a failure.
 * Where the outcome's own Markdown shows warnings and problems in full, only how to go on is repeated.
 */
export function stepSummary(
  record: StepRecord,
  { title, showsAll, error: thrown }: Pick<Outcome, 'title' | 'showsAll' | 'error'>,
): string {
  const { verdict, step, facts, error } = record;
  const brief = showsAll === true;
  const warnings = brief ? [] : record.warnings;
  const message = brief ? thrown?.failure.cure : error?.message;
  const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  const lines = [
    `### ${SYMBOL[verdict]} ${title ?? TITLE[step] ?? step}`,
    '',
    plain(record.says),
    ...factTable([
      ...facts,
      { name: 'Time', value: `${utc(record.startedAt)}, ${formatDuration(took)}` },
    ]),
    ...warnings.flatMap((warning) => ['', `> [!WARNING]`, `> ${plain(warning)}`]),
    ...(error ? ['', '> [!CAUTION]', `> ${code(error.code)} ${plain(message ?? '')}`] : []),
    '',
  ];
  return lines.join('\n');
}

const factTable = (facts: StepRecord['facts']): string[] => [
  '',
  '| | |',
  '|---|---|',
  ...facts.map(({ name, value }) => `| **${plain(name)}** | ${factValue(value)} |`),
];

/** Links to the AWS console and to GitHub stay links; everything else is text. */
function factValue(value: string): string {
  return /^https:\/\/[A-Za-z0-9.-]+\/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*$/.test(value)
    ? `[${plain(new URL(value).hostname)}](${value.replaceAll(/[()]/g, encodeURIComponent)})`
    : plain(value);
}
