import {
  choice,
  optionalCount,
  optionalSha256,
  optionalText,
  optionalTime,
  sha256,
  text,
} from '../../src/github/inputs.ts';
import { ACTS, actOf } from '../../src/steps/approval/acts.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const spec = {
  for: choice('cutover', ...ACTS),
  'of-run': optionalText(/^[0-9]{1,20}$/, 'the id of a workflow run'),
  seen: optionalSha256,
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
  const { verifyAct, verifyApproval } =
    await import('../../src/steps/verify-approval/verify-approval.ts');
  const { accessOf, openConfiguration, openGate, readDecisions } =
    await import('../../src/steps/approval/adapters.ts');
  const { openRunHistory } = await import('../../src/github/run-history.ts');
  return async (context, inputs) => {
    const history = await openRunHistory(accessOf(context, inputs.token));
    const act = actOf(inputs);
    if (act !== undefined)
      return verifyAct(context, act, inputs, {
        ...(await openGate(context, inputs.token)),
        history,
      });
    const decisions = () => readDecisions(context, inputs.token);
    const configuration = await openConfiguration(context, inputs.token);
    return verifyApproval(context, inputs, { configuration, decisions, history });
  };
});
