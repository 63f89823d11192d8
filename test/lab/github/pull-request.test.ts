// The lab's pull requests: what a run sees of one, and what its token may write.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PullRequest } from '../../../lab/github/pull-request.ts';
import { runWorkflow } from '../../../lab/github/workflow-run.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

const WORKFLOW = `
on:
  pull_request:
    paths: ['notes/**']
permissions: {}
jobs:
  look:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
      pull-requests: write
    outputs:
      seen: \${{ steps.seen.outputs.seen }}
      statuses: \${{ steps.write.outputs.statuses }}
    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 2
      - id: seen
        env:
          FORK: \${{ github.event.pull_request.head.repo.full_name != github.repository }}
        run: |
          echo "seen=$GITHUB_EVENT_NAME $GITHUB_REF $GITHUB_BASE_REF $GITHUB_HEAD_REF $FORK $(git log --format=%s -1 HEAD^2) $(cat notes/a)" >> "$GITHUB_OUTPUT"
          test "$(git rev-parse HEAD)" = "$GITHUB_SHA"
      - id: write
        env:
          TOKEN: \${{ github.token }}
        run: |
          cat > "$RUNNER_TEMP/write.mjs" <<'END'
          const { GITHUB_API_URL, GITHUB_REPOSITORY, TOKEN } = process.env;
          const post = async (body) => {
            const response = await fetch(\`\${GITHUB_API_URL}/repos/\${GITHUB_REPOSITORY}/issues/7/comments\`, {
              method: 'POST',
              headers: { authorization: \`bearer \${TOKEN}\` },
              body: JSON.stringify(body),
            });
            return response.status;
          };
          const bodies = [{ body: 'hello' }, { body: 'x'.repeat(65537) }, { body: '😀'.repeat(65536) }, { body: '' }, { text: 'x' }];
          const statuses = [];
          for (const body of bodies) statuses.push(await post(body));
          console.log(statuses.join(' '));
          END
          echo "statuses=$(node "$RUNNER_TEMP/write.mjs")" >> "$GITHUB_OUTPUT"
`;

let lab: Lab;
let folder: string;
let base: string;
let head: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
  })
    .toString()
    .trim();

function commit(path: string, text: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  git('add', '--all');
  git('commit', '--quiet', '-m', `Write ${path}`);
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  lab = await startLab({
    runbook: join(import.meta.dirname, '../../../runbooks/image-archive.yml'),
  });
  folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-pull-'));
  git('init', '--quiet', '--initial-branch', 'main', '.');
  base = commit('w.yml', WORKFLOW);
  head = commit('notes/a', 'changed');
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

async function look(fork: boolean) {
  const pull = new PullRequest({
    source: folder,
    folder: join(folder, `pull-${fork}`),
    base,
    fork,
  });
  pull.push(head);
  const { jobs } = await runWorkflow({
    lab,
    pull,
    file: join(folder, 'w.yml'),
    workspace: folder,
    runId: fork ? '2' : '1',
    inputs: {},
    decide: () => Promise.resolve('reject'),
    on: () => undefined,
  });
  return { pull, job: jobs.look };
}

describe('a run of a pull request', () => {
  test('checks out the merge, knows both sides, and comments as its workflow allows', async () => {
    const { pull, job } = await look(false);
    expect(job?.outputs).toEqual({
      seen: 'pull_request refs/pull/7/merge main change false Write notes/a changed',
      statuses: '201 422 201 422 422',
    });
    expect(pull.comments.map(({ login }) => login)).toEqual([
      'github-actions[bot]',
      'github-actions[bot]',
    ]);
  });

  test('of a fork writes nothing, whatever its workflow asks for', async () => {
    const { pull, job } = await look(true);
    expect(job?.outputs.seen).toContain(' true ');
    expect(job?.outputs.statuses).toBe('403 403 403 403 403');
    expect(pull.comments).toEqual([]);
  });
});
