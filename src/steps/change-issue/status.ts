// What the change issue says: how the migration stands, who is waited for, and what comes next. All text of others stays text.
import { code, quiet } from '../../core/text/markdown.ts';
import { utc } from '../../core/values/instant.ts';
import { gatesOf, quorumOf } from '../../runbook/quorum.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { StepContext } from '../frame/context.ts';

export const STAGES = ['prepares', 'waits', 'ended'] as const;

/** How a run ended, as the report says it; empty where there is no report. */
export const OUTCOMES = [
  ...['', 'planned', 'proven', 'confirmed', 'denied', 'rolled-back', 'failed', 'unproven'],
] as const;

/** What comes next, as the report says it. */
export const NEXTS = ['', 'nothing', 'settle', 'look'] as const;

export interface StatusInputs {
  readonly stage: (typeof STAGES)[number];
  readonly ticket: string;
  readonly outcome: string;
  /** What the run has left: `nothing`, or a word of the report. */
  readonly left: string;
  /** What the report leaves to a person; empty where there is no report. */
  readonly next: (typeof NEXTS)[number];
}

interface Status {
  readonly stage: string;
  readonly waitsFor: string;
  readonly next: string;
}

/** What nobody sees, and by which runs find their issue again. The form of a runbook's name ends no comment. */
export const markerOf = ({ name }: Runbook): string =>
  `<!-- nfs-cutover: change issue of ${name} -->`;

/** The issue itself, which no run changes any more. */
export const issueBody = ({ description }: Runbook, runbookFile: string): string =>
  [
    quiet(description),
    '',
    `Runbook: ${code(runbookFile)}. The comment below says how the migration stands. Each run until cutover edits it. Nothing that people write here is read by a run.`,
  ].join('\n');

/** The comment, as a table of two columns. */
export function statusComment(context: StepContext, inputs: StatusInputs): string {
  const { clock, run, runbook } = context;
  const { next, stage, waitsFor } = statusOf(runbook, inputs);
  const attempt = `run ${run.id}, attempt ${run.attempt}`;
  const rows = [
    ['Stage', stage],
    ['Waits for', waitsFor],
    ['Since', utc(new Date(clock.now()).toISOString())],
    ['Next', next],
    ['Change ticket', quiet(inputs.ticket)],
    ['Run', run.url === undefined ? attempt : `[${attempt}](${run.url})`],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| **${name}** | ${value} |`)].join(
    '\n',
  );
}

function statusOf(runbook: Runbook, inputs: StatusInputs): Status {
  switch (inputs.stage) {
    case 'prepares':
      return {
        stage: 'prepares and proves; the source serves',
        waitsFor: 'nobody',
        next: 'the run asks the reviewers, or fails',
      };
    case 'waits':
      return {
        stage: 'proven; waits at its gate, and the source serves',
        waitsFor: `${people(runbook)} at ${gatesOf(runbook).map(code).join(', ')}`,
        next: 'read the summary of the job Ask, then approve or reject the run',
      };
    case 'ended':
      return ended(inputs);
  }
}

const people = (runbook: Runbook): string =>
  quorumOf(runbook) === 1 ? 'one reviewer' : `${quorumOf(runbook)} different reviewers`;

const ENDINGS: Readonly<Record<string, readonly [stage: string, next: string]>> = {
  confirmed: ['confirmed: the gateway serves', 'nothing'],
  denied: ['denied: the source serves as before', 'agree on another time, and start a new run'],
  'rolled-back': ['rolled back: the source serves again', 'read the report, then start a new run'],
  failed: ['failed', 'read the report, then start a new run'],
};

function ended(inputs: StatusInputs): Status {
  const [stage, next] = ENDINGS[inputs.outcome] ?? [
    'nobody knows how it ended',
    'look at the run now',
  ];
  if (isClosed(inputs)) return { stage, next, waitsFor: 'nobody' };
  const waitsFor = 'the operator';
  if (inputs.next === 'settle')
    return { stage, waitsFor, next: 'the workflow Rollback: the report says how' };
  return { stage, waitsFor, next: 'something may be left: read the report now' };
}

/** Whether the run is over, nothing of it is left, and nobody has to decide or to look. */
const isClosed = ({ left, next, outcome }: StatusInputs): boolean =>
  Object.hasOwn(ENDINGS, outcome) && left === 'nothing' && next === 'nothing';

/** How the issue is closed; undefined: it stays open. */
export function closeAs(inputs: StatusInputs): 'completed' | 'not_planned' | undefined {
  if (inputs.stage !== 'ended' || !isClosed(inputs)) return undefined;
  return inputs.outcome === 'confirmed' ? 'completed' : 'not_planned';
}
