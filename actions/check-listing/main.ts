import {
  choice,
  duration,
  flag,
  optionalFolder,
  optionalPath,
  optionalSha256,
  optionalTime,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

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
    'proofs-hold': flag,
  },
  async () => {
    const { checkListing } = await import('../../src/steps/check-listing/check-listing.ts');
    const { openTree } = await import('../../src/steps/tree/adapters.ts');
    const { openKeeping } = await import('../../src/steps/frame/adapters.ts');
    const { openJournal } = await import('../../src/steps/migration/open-journal.ts');
    return async (context, inputs) => {
      const ports = {
        ...(await openTree(context)),
        openLog: () => openJournal(context),
        openEvidence: () => openKeeping(context),
      };
      return checkListing(context, ports, inputs);
    };
  },
);
