// What change-issue does: it keeps one issue, and one comment in it.
import * as github from '../../core/requests/github.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { repositoryOf } from '../preflight/settings-plan.ts';

/** The issue found or opened, its comment written, and at the end of the run the issue closed. */
export function changeIssue(at: Place, ends: boolean): Operation[] {
  const of = repositoryOf();
  const [issue, page, text] = [placeholder('issue'), placeholder('page'), placeholder('status')];
  const byPage = { repeats: 'page by page' };
  return [
    callOf(at, github.listIssues(of, page), { what: 'find the change issue', ...byPage }),
    callOf(at, github.createIssue(of, `Migration ${at.runbook.name}`, text), {
      what: 'open the change issue',
      changes: 'a new issue of this repository',
      only: 'there is none of this migration',
    }),
    callOf(at, github.updateIssue(of, issue, { state: 'open', reason: 'reopened' }), {
      what: 'open it again',
      changes: 'the issue is open',
      only: 'a run before has closed it as not done',
    }),
    callOf(at, github.listComments(of, issue, page), { what: 'find its own comment', ...byPage }),
    callOf(at, github.createComment(of, issue, text), {
      what: 'say how the migration stands',
      changes: 'a new comment',
      only: 'there is none yet',
    }),
    callOf(at, github.updateComment(of, placeholder('comment'), text), {
      what: 'say how the migration stands',
      changes: 'the comment has another text',
      only: 'there is one',
    }),
    ...(ends
      ? [
          callOf(
            at,
            github.updateIssue(of, issue, { state: 'closed', reason: placeholder('reason') }),
            {
              what: 'close the change issue',
              changes: 'the issue is closed',
              only: 'nothing of the run is left',
            },
          ),
        ]
      : []),
  ];
}
