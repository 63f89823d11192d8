import { optionalCount, optionalTime } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'remove-extras',
  { 'transferred-at': optionalTime, 'rows-before': optionalCount },
  async () => {
    const { removeExtras } = await import('../../src/steps/remove-extras.ts');
    const { openRemoval } = await import('../../src/steps/open/removal.ts');
    return (context, inputs) => removeExtras(context, openRemoval(context), inputs);
  },
);
