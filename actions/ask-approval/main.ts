import {
  choice,
  optionalCount,
  optionalSha256,
  optionalText,
  optionalTime,
  text,
} from '../../src/github/inputs.ts';
import { ACTS, actOf } from '../../src/steps/approval/acts.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const anyLine = text(/^[^\p{Cc}]{0,300}$/u, 'one line of at most 300 characters');

const spec = {
  for: choice('cutover', ...ACTS),
  'of-run': optionalText(/^[0-9]{1,20}$/, 'the id of a workflow run'),
  seen: optionalSha256,
  until: choice('proof', 'cutover'),
  ticket: anyLine,
  reason: anyLine,
  'plan-digest': optionalSha256,
  'bucket-proof': optionalSha256,
  'gateway-proof': optionalSha256,
  'proven-at': optionalTime,
  'execution-arn': optionalText(
    /^arn:aws[a-z-]*:datasync:[a-z0-9-]+:\d{12}:task\/task-[0-9a-f]+\/execution\/exec-[0-9a-f]+$/,
    'the ARN of an execution',
  ),
  rows: optionalCount,
  'files-transferred': optionalCount,
  'bucket-seconds': optionalCount,
  'share-seconds': optionalCount,
  'gateway-seconds': optionalCount,
  token: optionalText(/^\S+$/, 'a token'),
};

await runAction('ask-approval', spec, async () => {
  const { askApproval } = await import('../../src/steps/ask-approval/ask-approval.ts');
  const { openConfiguration, openGate, readDecisions } =
    await import('../../src/steps/approval/adapters.ts');
  return async (context, inputs) => {
    const act = actOf(inputs);
    if (act !== undefined) {
      const { askAct } = await import('../../src/steps/ask-approval/ask-act.ts');
      return askAct(context, act, inputs, await openGate(context, inputs.token));
    }
    const configuration = await openConfiguration(context, inputs.token);
    const decisions = () => readDecisions(context, inputs.token);
    const { openKeeping } = await import('../../src/steps/frame/adapters.ts');
    return askApproval(context, inputs, {
      ...{ configuration, decisions, task: configuration.task },
      openEvidence: () => openKeeping(context),
    });
  };
});
