import { flag } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction('freeze-source', { thaw: flag }, async () => {
  const { freezeSource } = await import('../../src/steps/freeze-source/freeze-source.ts');
  const { openServers } = await import('../../src/steps/frame/adapters.ts');
  return async (context, inputs) => freezeSource(context, await openServers(context), inputs);
});
