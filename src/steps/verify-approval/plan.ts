// What verify-approval does: it only reads.
import { compareCommits, getReviewsForRun, getRunAttempt } from '../../core/requests/github.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readConfiguration, readGate } from '../approval/plan.ts';
import { lookAtRole } from '../plan/own-role.ts';
import { repositoryOf } from '../preflight/settings-plan.ts';
import { readCalendar } from '../approval/calendar-plan.ts';

/** Who has approved, who has started the run, whether its commit still counts, and the settings once more. */
export const verifyApproval = (at: Place): Operation[] => [
  ...readPeople(at),
  ...readCalendar(at, { what: 'read that the change calendar is open for long enough' }),
  ...readConfiguration(at),
  compareCommit(at),
];

/** The same for the gate of another workflow. */
export const verifyAct = (at: Place, environment: string): Operation[] => [
  lookAtRole(at),
  ...readPeople(at),
  ...readGate(at, environment),
  compareCommit(at),
];

function readPeople(at: Place): Operation[] {
  const of = repositoryOf();
  const sideBySide = 'side by side, in any order';
  return [
    callOf(at, getReviewsForRun(of, placeholder('run')), {
      what: 'read who has approved',
      sideBySide,
    }),
    callOf(at, getRunAttempt(of, placeholder('run'), placeholder('attempt')), {
      what: 'read who has started the run: nobody approves the own one',
      repeats: 'attempt by attempt',
      sideBySide,
    }),
  ];
}

const compareCommit = (at: Place): Operation =>
  callOf(at, compareCommits(repositoryOf(), placeholder('default-branch'), placeholder('commit')), {
    what: 'read that the commit of this run is still one of the default branch',
  });
