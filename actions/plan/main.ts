import { choice, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

const line = /^(?=.*\S)[^\p{Cc}]{1,300}$/u;

await runAction(
  'plan',
  {
    until: choice('plan', 'proof', 'cutover'),
    ticket: text(line, 'the number of a change, in one line'),
    reason: text(line, 'a reason, in one line of at most 300 characters'),
  },
  async () => {
    const { plan } = await import('../../src/steps/plan.ts');
    return (context, inputs) => Promise.resolve(plan(context, inputs));
  },
);
