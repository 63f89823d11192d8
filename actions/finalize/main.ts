import { flag, optionalSha256, text } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'finalize',
  {
    run: text(/^[0-9]{1,20}$/, 'the id of a workflow run'),
    'only-check': flag,
    seen: optionalSha256,
  },
  async () => {
    const { finalize } = await import('../../src/steps/finalize/finalize.ts');
    const { openFinalize } = await import('../../src/steps/finalize/adapters.ts');
    return async (context, inputs) => finalize(context, await openFinalize(context), inputs);
  },
);
