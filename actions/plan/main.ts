import { choice, optionalText, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const line = /^(?=.*\S)[^\p{Cc}]{1,300}$/u;

await runAction(
  'plan',
  {
    until: choice('plan', 'proof', 'cutover', 'finalize', 'rollback'),
    ticket: text(line, 'the number of a change, in one line'),
    reason: text(line, 'a reason, in one line of at most 300 characters'),
    preflight: choice('true', 'false', 'only'),
    token: optionalText(/^\S+$/, 'a token'),
  },
  async () => {
    const { plan } = await import('../../src/steps/plan/plan.ts');
    return async (context, inputs) => {
      // Loads no SDK and needs no credentials.
      if (inputs.preflight === 'false') return plan(context, inputs);
      const { openPreflight } = await import('../../src/steps/preflight/adapters.ts');
      const look = await openPreflight(context, inputs);
      return plan(context, inputs, look);
    };
  },
  // Its preflight looks at the role, among everything else.
  () => 'never',
);
