import { flag } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction('freeze-source', { thaw: flag }, async () => {
  const { freezeSource } = await import('../../src/steps/freeze-source.ts');
  const { openServers } = await import('../../src/steps/open/servers.ts');
  return (context, inputs) => freezeSource(context, openServers(context), inputs);
});
