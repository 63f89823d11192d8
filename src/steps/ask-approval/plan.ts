// What ask-approval does: it only reads.
import { getReviewsForRun } from '../../core/requests/github.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readConfiguration } from '../approval/plan.ts';
import { repositoryOf } from '../preflight/settings-plan.ts';

/** The settings that an approval signs, and what was decided before. */
export const askApproval = (at: Place): Operation[] => [
  callOf(at, getReviewsForRun(repositoryOf(), placeholder('run')), {
    what: 'read what was decided at the gates before',
    sideBySide: 'side by side, in any order',
  }),
  ...readConfiguration(at),
];
