import {
  choice,
  duration,
  flag,
  optionalBytes,
  optionalPath,
  optionalText,
  optionalTime,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/action.ts';

await runAction(
  'verify-s3',
  {
    scope: choice('file', 'tree'),
    file: optionalPath,
    size: optionalBytes,
    sha256: optionalText(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case'),
    timeout: duration,
    frozen: flag,
    'transferred-at': optionalTime,
  },
  async () => {
    const { verifyS3 } = await import('../../src/steps/verify-s3.ts');
    const { openTree } = await import('../../src/steps/open/tree.ts');
    return (context, inputs) => verifyS3(context, openTree(context), inputs);
  },
);
