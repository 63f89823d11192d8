import {
  choice,
  flag,
  optionalCount,
  optionalFolder,
  optionalPath,
  optionalSha256,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'refresh-cache',
  {
    scope: choice('file', 'share', 'changed'),
    file: optionalPath,
    since: optionalFolder,
    proof: optionalSha256,
    'proofs-hold': flag,
    'share-seconds': optionalCount,
  },
  async () => {
    const { refreshCache } = await import('../../src/steps/refresh-cache/refresh-cache.ts');
    const { openRefresh } = await import('../../src/steps/refresh-cache/adapters.ts');
    return async (context, inputs) => refreshCache(context, await openRefresh(context), inputs);
  },
);
