import { choice, duration, flag } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'switch-mount',
  {
    to: choice('gateway', 'source'),
    'confirm-timeout': duration,
    'undo-confirmed': flag,
    'takes-over': flag,
  },
  async () => {
    const { switchMount } = await import('../../src/steps/switch-mount/switch-mount.ts');
    const { openMounts } = await import('../../src/steps/switch-mount/adapters.ts');
    return async (context, inputs) => switchMount(context, await openMounts(context), inputs);
  },
  ({ to }) => (to === 'source' ? 'if-answered' : 'first'),
);
