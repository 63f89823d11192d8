// Keeps the change issue. It is there for people who wait: whatever goes wrong with it is a warning, and stops nothing.
import { asCutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { IssueText, KeptIssue } from '../../github/change-issue.ts';
import type { StepContext } from '../frame/context.ts';
import { closeAs, issueBody, markerOf, statusComment } from './status.ts';
import type { StatusInputs } from './status.ts';

/** Says in the issue how the migration stands, and closes it behind a run of which nothing is left. */
export async function changeIssue(
  context: StepContext,
  inputs: StatusInputs,
  keep: (text: IssueText) => Promise<KeptIssue>,
): Promise<Outcome> {
  const { runbook, runbookFile } = context;
  const nothing = { verdict: 'pass', facts: [], warnings: [], data: {}, outputs: {} } as const;
  if (runbook.change.issue !== true)
    return { ...nothing, says: 'The runbook asks for no change issue.' };
  const closed = closeAs(inputs);
  try {
    const { number, state, url } = await keep({
      marker: markerOf(runbook),
      title: `Migration ${runbook.name}`,
      body: issueBody(runbook, runbookFile),
      comment: statusComment(context, inputs),
      closeAs: closed,
    });
    return {
      ...nothing,
      says: `The change issue ${number} is ${state}${closed === undefined ? '' : ', and closed'}.`,
      facts: [{ name: 'Change issue', value: url }],
      data: { number, state, closed: closed ?? null },
      outputs: { url },
    };
  } catch (thrown) {
    context.signal.throwIfAborted();
    return {
      ...nothing,
      says: 'The change issue does not say how the migration stands. The run goes on.',
      warnings: [asCutoverError(thrown).message],
    };
  }
}
