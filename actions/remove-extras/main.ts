import { optionalCount, optionalTime } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'remove-extras',
  { 'transferred-at': optionalTime, 'rows-before': optionalCount },
  async () => {
    const { removeExtras } = await import('../../src/steps/remove-extras/remove-extras.ts');
    const { openRemoval } = await import('../../src/steps/remove-extras/adapters.ts');
    return async (context, inputs) => removeExtras(context, await openRemoval(context), inputs);
  },
);
