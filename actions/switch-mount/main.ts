import { choice, duration, flag, optionalText, optionalTime } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'switch-mount',
  {
    to: choice('gateway', 'source'),
    'confirm-timeout': duration,
    'execution-arn': optionalText(
      /^arn:aws[a-z-]*:datasync:[a-z0-9-]+:\d{12}:task\/task-[0-9a-f]+\/execution\/exec-[0-9a-f]+$/,
      'the ARN of an execution',
    ),
    'fenced-at': optionalTime,
    'undo-confirmed': flag,
    'takes-over': flag,
    'of-run': optionalText(/^[0-9]{1,20}$/, 'the id of a workflow run'),
    'only-check': flag,
  },
  async () => {
    const { switchMount } = await import('../../src/steps/switch-mount/switch-mount.ts');
    const { openMounts } = await import('../../src/steps/switch-mount/adapters.ts');
    return async (context, inputs) => switchMount(context, await openMounts(context), inputs);
  },
  ({ to, 'of-run': ofRun }) => (to === 'source' && ofRun === undefined ? 'if-answered' : 'first'),
);
