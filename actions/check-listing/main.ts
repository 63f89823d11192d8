import { choice, duration, relativePath } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'check-listing',
  { file: relativePath, expect: choice('absent', 'present', 'either'), timeout: duration },
  async () => {
    const { checkListing } = await import('../../src/steps/check-listing.ts');
    const { openServers } = await import('../../src/steps/open/servers.ts');
    return (context, inputs) => checkListing(context, openServers(context), inputs);
  },
);
