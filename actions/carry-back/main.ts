import { flag, optionalSha256, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const line = /^(?=.*\S)[^\p{Cc}]{1,300}$/u;

await runAction(
  'carry-back',
  {
    run: text(/^[0-9]{1,20}$/, 'the id of a workflow run'),
    reason: text(line, 'a reason, in one line of at most 300 characters'),
    ticket: text(line, 'the number of a change, in one line'),
    'only-check': flag,
    seen: optionalSha256,
  },
  async () => {
    const { carryBack } = await import('../../src/steps/carry-back/carry-back.ts');
    const { openCarrying } = await import('../../src/steps/carry-back/adapters.ts');
    return async (context, inputs) => carryBack(context, await openCarrying(context), inputs);
  },
);
