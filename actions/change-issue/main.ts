import { choice, optionalText, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';
import { NEXTS, OUTCOMES, STAGES } from '../../src/steps/change-issue/status.ts';

await runAction(
  'change-issue',
  {
    stage: choice(...STAGES),
    ticket: text(/^[^\p{Cc}]{0,300}$/u, 'one line of at most 300 characters'),
    outcome: choice(...OUTCOMES),
    left: text(/^[a-z-]{0,20}$/, 'a word of the report'),
    next: choice(...NEXTS),
    token: optionalText(/^\S+$/, 'a token'),
  },
  async () => {
    const { changeIssue } = await import('../../src/steps/change-issue/change-issue.ts');
    const { accessOf } = await import('../../src/steps/approval/adapters.ts');
    const { keepIssue } = await import('../../src/github/change-issue.ts');
    return async (context, inputs) =>
      changeIssue(context, inputs, async (text) =>
        keepIssue(accessOf(context, inputs.token), text),
      );
  },
  // It has no role, and calls nothing of AWS.
  () => 'never',
);
