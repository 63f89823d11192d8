// What a rehearsal plays, one run after the other in one lab: the cutover, and what people start after it.
import { join } from 'node:path';
import { writeAsSomebody } from '../../lab/faults/source-writer.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import type { Lab } from '../../lab/lab.ts';
import { outcomeOf } from './exit-status.ts';
import type { Outcome } from './exit-status.ts';
import type { Options } from './options.ts';

/** One run of a workflow. */
export interface Act {
  /** The file of the workflow, from the repository's root. */
  readonly workflow: string;
  /** The folder of its records below that of the rehearsal; '' for the cutover. */
  readonly folder: string;
  /** What a person has to know before it begins; the cutover says it in the heading. */
  readonly says?: string;
  /** The inputs; `cutover` is the id of the cutover's run. */
  readonly inputs: (cutover: string) => Readonly<Record<string, string>>;
  /** What happens in the world between the run before and this one. */
  readonly before?: (lab: Lab) => Promise<void>;
  /** How it must end, or no further act is played. */
  readonly goal: Outcome;
  /** How a run has ended that nobody rejected. */
  readonly outcome: (result: WorkflowResult) => Outcome;
}

const REACHED: Readonly<Record<Options['until'], Outcome>> = {
  plan: 'planned',
  proof: 'proven',
  cutover: 'confirmed',
};

/** The acts that the options ask for, in order. */
export function actsOf(options: Options): readonly Act[] {
  const cutover = theCutover(options);
  switch (options.workflow) {
    case 'cutover':
      return [cutover];
    case 'rollback':
      return [cutover, undo(options), carryBack(options), settle(options)];
    case 'finalize':
      return [cutover, finalize(options)];
  }
}

const theCutover = ({ runbook, scenario, ticket, until }: Options): Act => ({
  workflow: '.github/workflows/cutover.yml',
  folder: '',
  inputs: () => ({
    runbook,
    'change-ticket': ticket,
    reason: `Rehearsal, scenario ${scenario.name}`,
    until,
  }),
  goal: REACHED[until],
  outcome: ({ jobs }) => outcomeOf(jobs.report?.outputs.outcome),
});

const WRITTEN = 'written-after-the-cutover.txt';

const undo = ({ runbook, ticket }: Options): Act => ({
  workflow: '.github/workflows/rollback.yml',
  folder: 'rollback',
  says: `The application has written ${WRITTEN} through the gateway. Somebody undoes the confirmed cutover.`,
  inputs: (run) => ({ runbook, run, what: 'undo-confirmed', ticket, reason: 'Rehearsal' }),
  before: async (lab) => {
    writeAsSomebody(join(lab.context.world.gateway, WRITTEN), 'by the application\n');
    await lab.gateway.scan();
  },
  goal: 'undone',
  outcome: ({ jobs }) => (jobs.rollback?.result === 'success' ? 'undone' : 'failed'),
});

const carryBack = ({ runbook, ticket }: Options): Act => ({
  workflow: '.github/workflows/rollback.yml',
  folder: 'carry-back',
  says: `Somebody has ${WRITTEN} copied to the source.`,
  inputs: (run) => ({ runbook, run, what: 'carry-back', ticket, reason: 'Rehearsal' }),
  goal: 'carried',
  outcome: ({ jobs }) => (jobs['carry-back']?.result === 'success' ? 'carried' : 'failed'),
});

const settle = ({ runbook, ticket }: Options): Act => ({
  workflow: '.github/workflows/rollback.yml',
  folder: 'settle',
  says: 'Somebody settles what was written: what the source has counts.',
  inputs: (run) => ({
    ...{ runbook, run, what: 'settle', decision: 'source', ticket, reason: 'Rehearsal' },
  }),
  goal: 'settled',
  outcome: ({ jobs }) => (jobs.settle?.result === 'success' ? 'settled' : 'failed'),
});

const finalize = ({ holdMs = 0, runbook, ticket }: Options): Act => ({
  workflow: '.github/workflows/finalize.yml',
  folder: 'finalize',
  says: 'The hold is over. Somebody ends the migration.',
  inputs: (run) => ({ runbook, run, 'change-ticket': ticket, reason: 'Rehearsal' }),
  before: (lab) => lab.context.clock.sleep(holdMs + MARGIN_MS),
  goal: 'finalized',
  outcome: ({ jobs }) => (jobs.finalize?.outputs.state === 'finalized' ? 'finalized' : 'failed'),
});

/** The hold counts from the confirmation, by the clocks of the servers. */
const MARGIN_MS = 3_600_000;
