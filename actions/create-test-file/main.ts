import { choice, optionalPath, optionalText } from '../../src/github/inputs.ts';
import { runAction } from '../../src/steps/frame/action.ts';

await runAction(
  'create-test-file',
  {
    ensure: choice('present', 'absent'),
    source: optionalPath,
    target: optionalPath,
    file: optionalPath,
    of: choice('canary', 'confirmation'),
    sha256: optionalText(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case'),
  },
  async () => {
    const { createTestFile } = await import('../../src/steps/create-test-file/create-test-file.ts');
    const { openServers } = await import('../../src/steps/frame/adapters.ts');
    const { openJournal } = await import('../../src/steps/migration/open-journal.ts');
    return async (context, inputs) => {
      const [ssm, log] = await Promise.all([openServers(context), openJournal(context)]);
      return createTestFile(context, { ssm, log }, inputs);
    };
  },
);
