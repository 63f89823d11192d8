import { choice, flag, optionalSha256, optionalTime } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

const spec = {
  to: choice('prepared', 'proven', 'approved'),
  release: flag,
  digest: optionalSha256,
  'proven-at': optionalTime,
};

await runAction('claim-migration', spec, async () => {
  const { claimMigration } = await import('../../src/steps/claim-migration/claim-migration.ts');
  const { openJournal } = await import('../../src/steps/migration/open-journal.ts');
  const { openServers } = await import('../../src/steps/frame/adapters.ts');
  return async (context, inputs) => {
    const log = await openJournal(context);
    return claimMigration(context, { log, openServers: () => openServers(context) }, inputs);
  };
});
