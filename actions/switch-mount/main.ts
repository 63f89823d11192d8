import { choice, duration, flag } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'switch-mount',
  {
    to: choice('gateway', 'source'),
    'confirm-timeout': duration,
    'upload-timeout': duration,
    'undo-confirmed': flag,
  },
  async () => {
    const { switchMount } = await import('../../src/steps/switch-mount.ts');
    const { openMounts } = await import('../../src/steps/open/mounts.ts');
    return (context, inputs) => switchMount(context, openMounts(context), inputs);
  },
);
