import { flag } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction('claim-migration', { release: flag }, async () => {
  const { claimMigration } = await import('../../src/steps/claim-migration/claim-migration.ts');
  const { openJournal } = await import('../../src/steps/claim-migration/adapters.ts');
  return async (context, inputs) => claimMigration(context, await openJournal(context), inputs);
});
