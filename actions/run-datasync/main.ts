import { choice, flag, optionalTime, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'run-datasync',
  {
    delta: text(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name of lower-case letters, digits and hyphens'),
    'when-busy': choice('wait', 'refuse'),
    after: optionalTime,
    frozen: flag,
  },
  async () => {
    const { runDataSync } = await import('../../src/steps/run-datasync/run-datasync.ts');
    const { openTransfer } = await import('../../src/steps/run-datasync/adapters.ts');
    return async (context, inputs) => runDataSync(context, await openTransfer(context), inputs);
  },
);
