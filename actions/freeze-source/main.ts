import {
  flag,
  optionalCount,
  optionalFolder,
  optionalSha256,
  optionalText,
  optionalTime,
} from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const spec = {
  thaw: flag,
  'takes-over': flag,
  'of-run': optionalText(/^[0-9]{1,20}$/, 'the id of a workflow run'),
  'although-split': flag,
  reason: optionalText(/^(?=.*\S)[^\p{Cc}]{1,300}$/u, 'a reason, in one line'),
  ticket: optionalText(/^(?=.*\S)[^\p{Cc}]{1,300}$/u, 'the number of a change, in one line'),
  since: optionalFolder,
  'bucket-proof': optionalSha256,
  'gateway-proof': optionalSha256,
  'proofs-hold': flag,
  'proven-at': optionalTime,
  'forecast-seconds': optionalCount,
  'bucket-seconds': optionalCount,
  'share-seconds': optionalCount,
  'gateway-seconds': optionalCount,
};

await runAction(
  'freeze-source',
  spec,
  async () => {
    const { freezeSource } = await import('../../src/steps/freeze-source/freeze-source.ts');
    const { openServers } = await import('../../src/steps/frame/adapters.ts');
    const { openJournal } = await import('../../src/steps/migration/open-journal.ts');
    return async (context, inputs) => {
      const [ssm, log] = await Promise.all([
        openServers(context),
        openJournal(context, inputs.thaw),
      ]);
      const { openShareFlagOf } = await import('../../src/steps/migration/share-flag.ts');
      const openFlag = () => openShareFlagOf(context, true);
      return freezeSource(context, { ssm, log, openFlag }, inputs);
    };
  },
  ({ thaw, 'of-run': ofRun }) => (thaw && ofRun === undefined ? 'if-answered' : 'first'),
);
