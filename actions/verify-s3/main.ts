import {
  choice,
  duration,
  flag,
  optionalBytes,
  optionalFolder,
  optionalPath,
  optionalSha256,
  optionalText,
  optionalTime,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'verify-s3',
  {
    scope: choice('file', 'tree'),
    file: optionalPath,
    size: optionalBytes,
    sha256: optionalSha256,
    timeout: duration,
    frozen: flag,
    'transferred-at': optionalTime,
    since: optionalFolder,
    proof: optionalSha256,
    'proofs-hold': flag,
    'execution-arn': optionalText(/^arn:[\x21-\x7e]{1,300}$/, 'the ARN of an execution'),
  },
  async () => {
    const { verifyS3 } = await import('../../src/steps/verify-s3/verify-s3.ts');
    const { openTree } = await import('../../src/steps/tree/adapters.ts');
    return async (context, inputs) => verifyS3(context, await openTree(context), inputs);
  },
);
