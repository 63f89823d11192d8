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
  since: optionalFolder,
  'bucket-proof': optionalSha256,
  'gateway-proof': optionalSha256,
  'proven-at': optionalTime,
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
      return freezeSource(context, { ssm, log }, inputs);
    };
  },
  ({ thaw, 'of-run': ofRun }) => (thaw && ofRun === undefined ? 'if-answered' : 'first'),
);
