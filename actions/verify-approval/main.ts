import {
  optionalCount,
  optionalSha256,
  optionalText,
  optionalTime,
  sha256,
  text,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const spec = {
  ticket: text(/^[^\p{Cc}]{0,300}$/u, 'one line of at most 300 characters'),
  digest: sha256,
  asked: text(/^[^\p{Cc}]{1,4096}$/u, 'a folder'),
  'plan-digest': optionalSha256,
  'bucket-proof': optionalSha256,
  'gateway-proof': optionalSha256,
  'proven-at': optionalTime,
  'forecast-seconds': optionalCount,
  token: optionalText(/^\S+$/, 'a token'),
};

await runAction('verify-approval', spec, async () => {
  const { verifyApproval } = await import('../../src/steps/verify-approval/verify-approval.ts');
  const { accessOf, openConfiguration, readDecisions } =
    await import('../../src/steps/approval/adapters.ts');
  const { openRunHistory } = await import('../../src/github/run-history.ts');
  return async (context, inputs) =>
    verifyApproval(context, inputs, {
      configuration: await openConfiguration(context, inputs.token),
      decisions: () => readDecisions(context, inputs.token),
      history: await openRunHistory(accessOf(context, inputs.token)),
    });
});
