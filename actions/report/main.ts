import { choice, jobResults, optionalText, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const anyLine = text(/^[^\p{Cc}]{0,300}$/u, 'one line of at most 300 characters');

await runAction(
  'report',
  {
    jobs: jobResults,
    records: text(/^[^\p{Cc}]{1,4096}$/u, 'a folder'),
    until: choice('plan', 'proof', 'cutover'),
    ticket: anyLine,
    reason: anyLine,
    token: optionalText(/^\S+$/, 'a token'),
  },
  async () => {
    const { report } = await import('../../src/steps/report/report.ts');
    const { reportPorts } = await import('../../src/steps/report/adapters.ts');
    return (context, inputs) => report(context, inputs, reportPorts(context));
  },
  // It looks itself: a report must not fail because a role is missing.
  () => 'never',
);
