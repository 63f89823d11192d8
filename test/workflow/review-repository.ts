// A small repository with what review-runbook.yml needs, and pull requests in it, reviewed in the lab.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PullRequest } from '../../lab/github/pull-request.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import type { Lab } from '../../lab/lab.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WORKFLOW = '.github/workflows/review-runbook.yml';

/** Stands for the rehearsal, which has its own tests: it says at once what a rehearsal would say. */
const REHEARSAL = `
import { mkdirSync, writeFileSync } from 'node:fs';
const [runbook, , , out, , json] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const at = '2026-11-22T01:00:00.000Z';
const record = { job: 'plan', step: 'plan', verdict: 'pass', says: 'as planned', startedAt: at, endedAt: at };
writeFileSync(json, JSON.stringify({ outcome: 'confirmed', runbook, labSeconds: 460, records: [record] }));
`;

export interface Reviewed extends WorkflowResult {
  readonly logs: readonly string[];
  /** The summary of the review's step. */
  readonly summary: string;
}

export class ReviewRepository implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-review-test-'));
  readonly base: string;
  #pulls = 0;
  #runs = 0;

  constructor() {
    for (const path of ['.github', 'actions', 'infra', 'runbooks'])
      cpSync(join(ROOT, path), join(this.folder, path), { recursive: true });
    git(this.folder, ['init', '--quiet', '--initial-branch', 'main', '.']);
    this.base = this.commit({
      '.gitignore': 'node_modules\n',
      'package.json': JSON.stringify({
        type: 'module',
        scripts: { rehearse: 'node rehearse.mjs' },
      }),
      'package-lock.json': '{}',
      'rehearse.mjs': REHEARSAL,
    });
  }

  /** Commits texts, or removals, on top of `parent`; the commit's name. */
  commit(texts: Readonly<Record<string, string | undefined>>, parent?: string): string {
    if (parent !== undefined) git(this.folder, ['checkout', '--quiet', '--detach', parent]);
    for (const [path, text] of Object.entries(texts)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    }
    git(this.folder, ['add', '--all']);
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    git(this.folder, [...who, 'commit', '--quiet', '--allow-empty', '-m', 'A change']);
    return git(this.folder, ['rev-parse', 'HEAD']);
  }

  open(head: string, options: { readonly fork?: boolean } = {}): PullRequest {
    this.#pulls += 1;
    const folder = join(this.folder, '.git', `pull-${this.#pulls}`);
    const pull = new PullRequest({ source: this.folder, folder, base: this.base, ...options });
    pull.push(head);
    return pull;
  }

  async review(
    lab: Lab,
    pull: PullRequest,
    options: {
      readonly runId?: string;
      readonly attempt?: number;
      readonly on?: (event: RunEvent) => void;
    } = {},
  ): Promise<Reviewed> {
    this.#runs += 1;
    const events: RunEvent[] = [];
    const ran = await runWorkflow({
      lab,
      pull,
      file: join(this.folder, WORKFLOW),
      workspace: this.folder,
      runId: options.runId ?? String(1000 + this.#runs),
      attempt: options.attempt ?? 1,
      inputs: {},
      decide: () => Promise.resolve('reject'),
      on: (event) => {
        events.push(event);
        options.on?.(event);
      },
    });
    const logs = events.flatMap((event) => (event.kind === 'log' ? [event.text] : []));
    const summary = ran.summaries.find(({ step }) => step === 'review')?.text ?? '';
    return { ...ran, logs, summary };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const git = (folder: string, args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
