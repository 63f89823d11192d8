import { bytes, choice, duration, relativePath, sha256 } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'verify-s3',
  { scope: choice('file'), file: relativePath, size: bytes, sha256, timeout: duration },
  async () => {
    const { verifyS3 } = await import('../../src/steps/verify-s3.ts');
    const { openDestination } = await import('../../src/steps/open/destination.ts');
    return (context, inputs) => verifyS3(context, openDestination(context), inputs);
  },
);
