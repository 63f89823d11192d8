// review-runbook.yml in the lab, with the committed bundles: one comment per pull request, none for forks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PullRequest } from '../../lab/github/pull-request.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { commentPicture } from '../../scripts/docs/comment-picture.ts';
import { changedRunbook } from '../../scripts/docs/review-comment.ts';
import { textOf } from '../../scripts/docs/svg.ts';
import { changed, file, sound } from '../runbook/image-archive.ts';
import { ReviewRepository } from './review-repository.ts';

const MARKER = '<!-- nfs-cutover: review-runbook -->';
const weaker = changed('depth: content', 'depth: size');

let lab: Lab;
let repository: ReviewRepository;
beforeAll(async () => {
  lab = await startLab({ runbook: join(import.meta.dirname, '../..', file) });
  repository = new ReviewRepository();
});
afterAll(async () => {
  await lab.close();
  repository[Symbol.dispose]();
});

const results = (jobs: Readonly<Record<string, { readonly result: string }>>): string =>
  Object.entries(jobs)
    .map(([id, { result }]) => `${id} ${result}`)
    .join(', ');

describe('a pull request', () => {
  test('gets one comment, which each push edits in place, among those of others', async () => {
    const first = repository.commit({ [file]: changedRunbook(sound) }, repository.base);
    const pull = repository.open(first);
    for (let i = 0; i < 120; i += 1)
      pull.comments.push({ id: i + 1, login: `user-${i}`, type: 'User', body: `${MARKER} mine` });
    const opened = await repository.review(lab, pull);
    expect(results(opened.jobs)).toBe('rehearse success, review success');
    const ours = pull.comments.filter(({ login }) => login === 'github-actions[bot]');
    expect(ours).toHaveLength(1);
    const [comment] = ours;
    expect(comment?.body).toContain(`Commit <code>${first.slice(0, 7)}</code>`);
    expect(comment?.body).toContain(
      '- **weaker proof**: verification depth falls from content to size',
    );
    expect(comment?.body).toContain('✅ confirmed after 7 min 40 s');
    // The picture of the README shows this comment; npm run docs:picture draws it again.
    const picture = readFileSync('docs/review.svg', 'utf8');
    expect(textOf(picture)).toBe(textOf(commentPicture(comment?.body ?? '')));
    // At line and column, as an annotation.
    expect(opened.logs.join('\n')).toMatch(/runbooks\/image-archive\.yml:\d+:3: weaker proof: /);

    const second = repository.commit({ [file]: changed('timeout: 5h', 'timeout: 4h') }, first);
    pull.push(second);
    await repository.review(lab, pull, { runId: '77' });
    expect(pull.comments.filter(({ login }) => login === 'github-actions[bot]')).toEqual(ours);
    expect(comment?.body).toContain(`Commit <code>${second.slice(0, 7)}</code>`);
    expect(comment?.body).not.toContain('weaker proof');
    expect([...pull.edits]).toEqual([[comment?.id, 1]]);
    expect(pull.comments.filter(({ body }) => body === `${MARKER} mine`)).toHaveLength(120);

    // A run that is started again says the same, and nobody gets a notice of an edit that is none.
    const again = await repository.review(lab, pull, { runId: '77', attempt: 2 });
    expect(again.logs).toContain('says the same already');
    expect(pull.edits.get(comment?.id ?? 0)).toBe(1);
  });

  test('of a fork gets the same in the summary: its token can write nothing', async () => {
    const head = repository.commit({ [file]: weaker }, repository.base);
    const pull = repository.open(head, { fork: true });
    const { jobs, summary } = await repository.review(lab, pull);
    expect(results(jobs)).toBe('rehearse success, review success');
    expect(pull.comments).toEqual([]);
    expect(summary).toContain('## ⚠️ Runbook review: 1 risk to look at first');
    expect(summary).toContain('✅ confirmed after 7 min 40 s');
    expect(summary).toContain('### What to do next');
  });

  test('whose run may not write, as those of Dependabot, says so and is no failure', async () => {
    const workflow = readFileSync(
      join(repository.folder, '.github/workflows/review-runbook.yml'),
      'utf8',
    );
    const head = repository.commit(
      {
        [file]: weaker,
        '.github/workflows/review-runbook.yml': workflow.replace(
          'pull-requests: write',
          'pull-requests: read',
        ),
      },
      repository.base,
    );
    const pull = repository.open(head);
    const { jobs, logs, summary } = await repository.review(lab, pull);
    expect(jobs.review?.result).toBe('success');
    expect(pull.comments).toEqual([]);
    expect(logs.join('\n')).toContain('the token of this run may not write one');
    expect(summary).toContain('weaker proof');
  });

  test('with a mistake fails, the comment says where', async () => {
    const head = repository.commit(
      { [file]: changed('depth: content', 'depth: contents') },
      repository.base,
    );
    const pull = repository.open(head);
    const { jobs, logs } = await repository.review(lab, pull);
    expect(jobs.review?.result).toBe('failure');
    expect(logs.join('\n')).toMatch(/runbooks\/image-archive\.yml:\d+:10: verify\.depth: expected/);
    expect(pull.comments[0]?.body).toContain('❌ 1 mistake');
  });

  test('whose rehearsal does not come to an end fails', async () => {
    const head = repository.commit(
      { [file]: weaker, 'rehearse.mjs': 'process.exit(1);' },
      repository.base,
    );
    const pull = repository.open(head);
    const { jobs } = await repository.review(lab, pull);
    expect(results(jobs)).toBe('rehearse failure, review failure');
    expect(pull.comments[0]?.body).toContain('has no outcome');
  });
});

describe('nobody writes their own review', () => {
  test('the base branch’s actions make it, whatever the pull request makes of them', async () => {
    const head = repository.commit(
      {
        [file]: weaker,
        'actions/dist/review-runbook.mjs': 'console.log("all is well");',
        'actions/review-runbook/action.yml': undefined,
        'package.json': JSON.stringify({
          scripts: { rehearse: 'node rehearse.mjs' },
          type: 'module',
        }),
      },
      repository.base,
    );
    const pull = repository.open(head);
    const { logs } = await repository.review(lab, pull);
    expect(logs).not.toContain('all is well');
    expect(pull.comments[0]?.body).toContain('weaker proof');
    expect(pull.comments[0]?.body).toContain('the build of <code>review-runbook</code>');
    expect(pull.comments[0]?.body).toContain("pull request's own code reports its outcome");
  });

  test('the job that runs the pull request’s code may write nothing', () => {
    const text = readFileSync(
      join(import.meta.dirname, '../../.github/workflows/review-runbook.yml'),
      'utf8',
    );
    const [, rehearse = ''] = /\n {2}rehearse:\n([^]*?)\n {2}review:\n/.exec(text) ?? [];
    expect(rehearse).toContain('npm ci');
    expect(rehearse).not.toMatch(/: write|secrets\.|github\.token/);
  });
});

test('a run of an older commit leaves the comment to the newer one', async () => {
  const pull = repository.open(repository.commit({ [file]: weaker }, repository.base));
  const newer = repository.commit({ [file]: sound }, pull.head);
  const { jobs, logs } = await repository.review(lab, pull, {
    on: (event) => {
      if (event.kind === 'step' && event.phase === 'begins' && event.step === 'review')
        pull.head = newer;
    },
  });
  expect(jobs.review?.result).toBe('success');
  expect(logs.join('\n')).toContain('left to the run of a newer commit');
  expect(pull.comments).toEqual([]);
});

describe('what GitHub does not start', () => {
  test('a pull request that touches nothing of a run', async () => {
    const pull = repository.open(repository.commit({ 'notes.md': 'x' }, repository.base));
    await expect(repository.review(lab, pull)).rejects.toThrow('the pull request touches none of');
  });

  test('a branch that cannot be merged', () => {
    const other = repository.commit({ [file]: weaker }, repository.base);
    const base = repository.commit(
      { [file]: changed('depth: content', 'depth: metadata') },
      repository.base,
    );
    const { folder: source } = repository;
    const moved = new PullRequest({ source, folder: join(source, '.git', 'moved'), base });
    expect(() => moved.push(other)).toThrow('has conflicts with its base');
  });
});
