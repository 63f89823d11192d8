import { optionalText, text } from '../../src/github/inputs.ts';
import { runRepositoryAction } from '../../src/steps/frame/action.ts';

const folder = text(/^[^\p{Cc}]{1,4096}$/u, 'a folder');

await runRepositoryAction(
  'review-runbook',
  {
    base: folder,
    head: folder,
    rehearsals: folder,
    token: optionalText(/^\S+$/, 'a token'),
  },
  async () => {
    const { reviewRunbook } = await import('../../src/steps/review-runbook/review-runbook.ts');
    return reviewRunbook;
  },
);
