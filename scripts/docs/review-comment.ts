// A real review: review-runbook.yml in the lab, for a pull request that changes one runbook.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PullRequest } from '../../lab/github/pull-request.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import { snapshot, withFile } from '../review/commits.ts';

export const RUNBOOK = 'runbooks/image-archive.yml';

/** What the pull request of the picture changes: values with a risk, and one without. */
const CHANGES: readonly (readonly [from: string, to: string])[] = [
  ['    - i-0a1b2c3d4e5f60718\n', '    - i-0a1b2c3d4e5f60718\n    - i-0fedcba9876543210\n'],
  ['timeout: 5h', 'timeout: 4h'],
  ['timeout: 30m', 'timeout: 45m'],
  ['depth: content', 'depth: size'],
  ['ticket: ^CHG[0-9]{7}$', 'ticket: ^[A-Z]+[0-9]+$'],
];

/** The runbook as that pull request leaves it. */
export function changedRunbook(text: string): string {
  return CHANGES.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`${RUNBOOK}: expected ${from.trim()}, got none`);
    return changed.replace(from, () => to);
  }, text);
}

/** The comment on it, with a rehearsal of the whole night. */
export async function reviewComment(repository: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-picture-'));
  try {
    const runbook = join(repository, RUNBOOK);
    const base = snapshot(repository, folder);
    const head = withFile(base, RUNBOOK, changedRunbook(readFileSync(runbook, 'utf8')));
    const source = base.repository;
    const pull = new PullRequest({ source, folder: join(folder, 'github.git'), base: base.commit });
    pull.push(head);
    await using lab = await startLab({ runbook });
    const errors: string[] = [];
    const { result } = await runWorkflow({
      lab,
      pull,
      file: join(repository, '.github/workflows/review-runbook.yml'),
      workspace: repository,
      runId: '1000',
      inputs: {},
      decide: () => Promise.resolve('reject'),
      on: (event) => {
        if (event.kind === 'log' && event.level === 'error') errors.push(event.text);
      },
    });
    const [comment] = pull.comments;
    if (result !== 'success' || comment === undefined)
      throw new Error(
        `the review: expected success and a comment, got ${result}\n${errors.join('\n')}`,
      );
    return comment.body;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
