// npm run review: what the reviewers of a pull request will see, before there is one.
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PullRequest } from '../lab/github/pull-request.ts';
import type { RunEvent } from '../lab/github/run-events.ts';
import { runWorkflow } from '../lab/github/workflow-run.ts';
import { startLab } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { keep } from './rehearse/write-results.ts';
import { openLines } from './rehearse/lines.ts';
import { painter, wantsColour } from './rehearse/style.ts';
import { commitOf, snapshot } from './review/commits.ts';
import { readOptions, USAGE } from './review/options.ts';
import type { Options } from './review/options.ts';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const WORKFLOW = '.github/workflows/review-runbook.yml';

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-review-'));
  try {
    return await review(options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function review(options: Options, folder: string): Promise<number> {
  const { fork, heads } = options;
  const base = commitOf(REPOSITORY, options.base);
  const made = heads.length === 0 ? snapshot(REPOSITORY, folder) : undefined;
  const pushed =
    made === undefined ? heads.map((head) => commitOf(REPOSITORY, head)) : [made.commit];
  const source = made?.repository ?? REPOSITORY;
  const pull = new PullRequest({ source, folder: join(folder, 'github.git'), base, fork });
  const [runbook] = globSync('runbooks/*.yml', { cwd: REPOSITORY }).sort();
  if (runbook === undefined) throw new Error('expected a runbook in runbooks/, got none');
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  await using lab = await startLab({ runbook: join(REPOSITORY, runbook) });
  let code = 0;
  for (const [i, head] of pushed.entries()) {
    pull.push(head);
    code = await run(lab, pull, { options, out, number: i + 1 });
  }
  return code;
}

interface Push {
  readonly options: Options;
  readonly out: string;
  readonly number: number;
}

async function run(lab: Lab, pull: PullRequest, { options, out, number }: Push): Promise<number> {
  const { stdout } = process;
  const paint = painter(wantsColour(stdout.isTTY, process.env));
  const write = (text: string): void => void stdout.write(text);
  write(`\n  ${paint('bold', `Push ${number}`)}: ${pull.head.slice(0, 7)}\n\n`);
  using display = openLines({ write, paint, verbose: options.verbose });
  const events: RunEvent[] = [];
  const { result, folders, summaries } = await runWorkflow({
    lab,
    pull,
    file: join(REPOSITORY, WORKFLOW),
    workspace: REPOSITORY,
    runId: String(1000 + number),
    inputs: {},
    decide: () => Promise.resolve('reject'),
    on: (event) => {
      events.push(event);
      display.on(event);
    },
  });
  const folder = join(out, `push-${number}`);
  keep({ folder, artifacts: folders.artifacts, summaries, events });
  for (const comment of pull.comments) writeFileSync(join(folder, 'comment.md'), comment.body);
  const what = pull.comments.length > 0 ? 'comment.md' : 'summary.md';
  write(`\n  ${relative(process.cwd(), join(folder, what))}\n`);
  return result === 'success' ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`review: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
