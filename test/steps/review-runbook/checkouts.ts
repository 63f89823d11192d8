// Two checkouts of a small repository, made of texts, and the review of their difference as it is read.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sectionsOf } from '../../../src/steps/review-runbook/review-markdown.ts';
import { reviewPullRequest } from '../../../src/steps/review-runbook/pull-request-review.ts';
import type { PullRequestReview } from '../../../src/steps/review-runbook/pull-request-review.ts';
import { sound } from '../../runbook/image-archive.ts';

export const HEAD_SHA = 'abcdef0123456789abcdef0123456789abcdef01';
export const URL = 'https://github.com/example/nfs-cutover';

/** Text by path; a text that begins with `->` is a symbolic link. */
export type Files = Readonly<Record<string, string>>;

export interface Reviewed {
  readonly review: PullRequestReview;
  readonly text: string;
}

/** What a rehearsal writes with --json, as far as it is read. */
export function rehearsed(file: string, outcome = 'confirmed', says = 'it went well'): string {
  const startedAt = '2026-11-22T01:00:00.000Z';
  const plan = { job: 'plan', step: 'plan', verdict: 'pass', says, startedAt, endedAt: startedAt };
  const endedAt = '2026-11-22T01:02:00.000Z';
  const last = { job: 'cutover', step: 'switch-mount', verdict: 'pass', says, startedAt, endedAt };
  return JSON.stringify({ outcome, runbook: file, labSeconds: 460, records: [plan, last] });
}

/** The sound runbook under another name and, so that it is another migration, with another task. */
export const another = (name: string): string =>
  sound
    .replace('name: image-archive\n', `name: ${name}\n`)
    .replace('task-0a1b2c3d4e5f60718', 'task-0fedcba9876543210');

export const OWNERS = '/runbooks/ @example/storage\n';

/** Reviews `head` against `base`; every runbook of `head` is rehearsed well unless `rehearsals` says otherwise. */
export function reviewed(
  base: Files,
  head: Files,
  options: { readonly rehearsals?: Files; readonly fork?: boolean } = {},
): Reviewed {
  const root = mkdtempSync(join(tmpdir(), 'review-'));
  try {
    const well = Object.keys(head)
      .filter((file) => /^runbooks\/[^/]+\.yml$/.test(file))
      .map((file) => [`${file.slice('runbooks/'.length, -4)}.json`, rehearsed(file)] as const);
    write(join(root, 'base'), base);
    write(join(root, 'head'), head);
    write(join(root, 'rehearsals'), options.rehearsals ?? Object.fromEntries(well));
    const pull = { number: 7, headSha: HEAD_SHA, baseRef: 'main', fork: options.fork ?? false };
    const review = reviewPullRequest(
      {
        base: join(root, 'base'),
        head: join(root, 'head'),
        rehearsals: join(root, 'rehearsals'),
      },
      { pull, url: `${URL}/actions/runs/42`, repositoryUrl: URL },
    );
    const text = sectionsOf(review)
      .map(({ markdown }) => markdown)
      .join('\n\n');
    return { review, text };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function write(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), file);
    else writeFileSync(file, text);
  }
}
