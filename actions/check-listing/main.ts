import {
  choice,
  duration,
  flag,
  optionalFolder,
  optionalPath,
  optionalSha256,
  optionalTime,
} from '../../src/github/inputs.ts';
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
    since: optionalFolder,
    proof: optionalSha256,
  },
  async () => {
    const { checkListing } = await import('../../src/steps/check-listing.ts');
    const { openTree } = await import('../../src/steps/open/tree.ts');
    return (context, inputs) => checkListing(context, openTree(context), inputs);
  },
);
