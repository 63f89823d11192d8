import { choice, flag, optionalSha256, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const line = /^(?=.*\S)[^\p{Cc}]{1,300}$/u;

await runAction(
  'settle-written',
  {
    run: text(/^[0-9]{1,20}$/, 'the id of a workflow run'),
    decision: choice('source', 'gateway', 'both'),
    reason: text(line, 'a reason, in one line of at most 300 characters'),
    ticket: text(line, 'the number of a change, in one line'),
    'although-unknown': flag,
    'only-check': flag,
    seen: optionalSha256,
  },
  async () => {
    const { settleWritten } = await import('../../src/steps/settle-written/settle-written.ts');
    const { openSettling } = await import('../../src/steps/settle-written/adapters.ts');
    return async (context, inputs) => settleWritten(context, await openSettling(context), inputs);
  },
);
