import { choice, duration, flag, optionalPath, optionalTime } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'check-listing',
  {
    scope: choice('file', 'tree'),
    file: optionalPath,
    expect: choice('absent', 'present', 'either'),
    timeout: duration,
    frozen: flag,
    'transferred-at': optionalTime,
  },
  async () => {
    const { checkListing } = await import('../../src/steps/check-listing.ts');
    const { openTree } = await import('../../src/steps/open/tree.ts');
    return (context, inputs) => checkListing(context, openTree(context), inputs);
  },
);
