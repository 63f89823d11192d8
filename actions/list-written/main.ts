import { duration, optionalText } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'list-written',
  {
    'upload-timeout': duration,
    'of-run': optionalText(/^[0-9]{1,20}$/, 'the id of a workflow run'),
  },
  async () => {
    const { listWritten } = await import('../../src/steps/list-written/list-written.ts');
    const { openListing } = await import('../../src/steps/list-written/adapters.ts');
    return async (context, inputs) => listWritten(context, await openListing(context), inputs);
  },
);
