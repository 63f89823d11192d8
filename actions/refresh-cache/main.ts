import {
  choice,
  optionalCount,
  optionalFolder,
  optionalPath,
  optionalSha256,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'refresh-cache',
  {
    scope: choice('file', 'share', 'changed'),
    file: optionalPath,
    since: optionalFolder,
    proof: optionalSha256,
    'share-seconds': optionalCount,
  },
  async () => {
    const { refreshCache } = await import('../../src/steps/refresh-cache.ts');
    const { openRefresh } = await import('../../src/steps/open/refresh.ts');
    return (context, inputs) => refreshCache(context, openRefresh(context), inputs);
  },
);
