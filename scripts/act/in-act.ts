// A cutover in nektos/act on this machine, against a lab in real time: jobs, expressions and processes are act's own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { knownRun } from '../../lab/github/known-run.ts';
import { mountRest } from '../../lab/github/rest/rest.ts';
import { API_PREFIX } from '../../lab/github/run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import type { JobEnd, RunOutcome, RunRequest } from './run-outcome.ts';
import { INPUTS, RUN_ID, RUNBOOK, WORKFLOW, worldOf } from './run-outcome.ts';

/** act hands the same token to each job. */
const TOKEN = 'token-of-act';
const STAND_INS = join(import.meta.dirname, 'stand-ins');
/** Seconds of lab time in a real one: minutes of waiting pass, and steps still see time in order. */
const SPEED = 120;
const LIMIT_MS = 300_000;

interface Line {
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly stage?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
}

/** Runs the workflow of `workspace` with the binary `act`; act knows no gates, so everything is approved. */
export async function runInAct(
  act: string,
  { workspace, scenario }: RunRequest,
): Promise<RunOutcome> {
  const home = mkdtempSync(join(tmpdir(), 'nfs-cutover-act-'));
  try {
    const runbook = join(workspace, RUNBOOK);
    await using lab = await startLab({ runbook, scenario, time: { mode: 'real', speed: SPEED } });
    using participant = lab.participants.open('act');
    using github = openGitHub(lab, commitOf(workspace));
    const artifacts = join(home, 'artifacts');
    mkdirSync(artifacts);
    // Without it act asks which image it may use.
    writeFileSync(join(home, '.actrc'), '');
    const lines = await run(act, {
      cwd: workspace,
      env: { HOME: home, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` },
      args: argumentsFor(workspace, home, {
        ...lab.env,
        ...participant.env,
        ARTIFACTS: artifacts,
        GITHUB_API_URL: github.url,
      }),
    });
    return { jobs: jobsIn(lines, join(workspace, WORKFLOW)), world: await worldOf(lab) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** GitHub's API as the jobs find it: as soon as the journal says what is asked, the reviewer has approved it. */
function openGitHub(lab: Lab, sha: string): Disposable & { readonly url: string } {
  const may = (scope: string): boolean => scope === 'actions' || scope === 'contents';
  const known = knownRun(lab, { id: RUN_ID, tokens: new Map([[TOKEN, may]]), sha });
  const { reviews } = known.environments;
  const unwatch = lab.context.events.on(({ kind }) => {
    const digest = kind === 'call' && reviews.length === 0 ? provenIn(lab) : undefined;
    if (digest === undefined) return;
    const comment = `Approved ${digest.slice(0, 8)}`;
    reviews.push({ environment: 'cutover', state: 'approved', by: undefined, comment });
  });
  const mounted = mountRest(known);
  return {
    url: `${lab.url}${API_PREFIX.slice(0, -1)}`,
    [Symbol.dispose]: () => {
      unwatch();
      mounted[Symbol.dispose]();
    },
  };
}

/** The digest of what the newest entry of the journal says is proven. */
function provenIn({ context, store }: Lab): string | undefined {
  const bucket = context.world.names.evidence?.bucket ?? '';
  const key = [...store.keys(bucket, 'journal/')].at(-1);
  if (key === undefined) return undefined;
  const entry = JSON.parse(store.bytes(bucket, key).toString()) as {
    readonly proven?: { readonly digest: string } | null;
  };
  return entry.proven?.digest;
}

const commitOf = (workspace: string): string =>
  spawnSync('git', ['rev-parse', 'HEAD'], { cwd: workspace, encoding: 'utf8' }).stdout.trim();

function argumentsFor(
  workspace: string,
  home: string,
  env: Readonly<Record<string, string>>,
): string[] {
  const text = readFileSync(join(workspace, WORKFLOW), 'utf8');
  const uses = new Set([...text.matchAll(/uses: (\S+@[0-9a-f]{40})/g)].map(([, one = '']) => one));
  const each = (flag: string, values: Iterable<string>): string[] =>
    [...values].flatMap((value) => [flag, value]);
  const pairs = (map: Readonly<Record<string, string>>): string[] =>
    Object.entries(map).map(([name, value]) => `${name}=${value}`);
  return [
    ...['workflow_dispatch', '--workflows', WORKFLOW, '--json', '--concurrent-jobs', '1'],
    // On this machine, in no container, and nothing is fetched.
    ...['--platform', 'ubuntu-latest=-self-hosted', '--action-offline-mode', '--no-cache-server'],
    ...['--action-cache-path', join(home, 'cache'), '--defaultbranch', 'main'],
    ...['--secret', `GITHUB_TOKEN=${TOKEN}`],
    // act has variables of the repository alone, none of environments.
    ...['--var', 'AWS_ROLE_ARN=arn:aws:iam::111122223333:role/nfs-cutover-image-archive'],
    ...each('--input', pairs(INPUTS)),
    ...each('--env', pairs(env)),
    ...each(
      '--local-repository',
      [...uses].map((one) => `${one}=${join(STAND_INS, one.replace(/^.*\/|@.*$/g, ''))}`),
    ),
  ];
}

function run(
  act: string,
  {
    cwd,
    env,
    args,
  }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly args: string[] },
): Promise<readonly Line[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(act, args, {
      ...{ cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
      // Its own group, so that at the limit its steps end with it.
      detached: true,
    });
    let output = '';
    const feed = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', feed);
    child.stderr.on('data', feed);
    const limit = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), LIMIT_MS);
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      clearTimeout(limit);
      const lines = output.split('\n').filter((line) => line.startsWith('{'));
      if (signal !== null || lines.length === 0)
        reject(new Error(`act ended ${signal ?? 'without a log'}:\n${output.slice(-4000)}`));
      else resolve(lines.map((line) => JSON.parse(line) as Line));
    });
  });
}

/** What act's log says of each job; outputs are put together from those of the steps, as the workflow does. */
function jobsIn(lines: readonly Line[], workflow: string): Record<string, JobEnd> {
  const { jobs } = parse(readFileSync(workflow, 'utf8')) as {
    readonly jobs: Readonly<
      Record<string, { readonly outputs?: Readonly<Record<string, string>> }>
    >;
  };
  return Object.fromEntries(
    Object.entries(jobs).map(([job, { outputs = {} }]) => {
      const said = lines.filter(({ jobID }) => jobID === job);
      const put = new Map(
        said
          .filter(({ command }) => command === 'set-output')
          .map(({ stepID = [], name = '', arg = '' }) => [`${stepID.join('.')}.${name}`, arg]),
      );
      const end: JobEnd = {
        result: said.find(({ jobResult }) => jobResult !== undefined)?.jobResult ?? 'skipped',
        steps: said
          .filter(({ stage, stepResult }) => stage === 'Main' && stepResult !== undefined)
          .filter(({ stepResult }) => stepResult !== 'skipped')
          .map(({ step = '', stepResult = '' }) => `${step}: ${stepResult}`),
        outputs: Object.fromEntries(
          Object.entries(outputs).flatMap(([name, from]) => {
            // Where one is put out only if another says so, the last one is what is put out.
            const [, step = '', output = ''] =
              /.*steps\.([\w-]+)\.outputs\.([\w-]+)/.exec(from) ?? [];
            const value = put.get(`${step}.${output}`) ?? '';
            return value === '' ? [] : [[name, value]];
          }),
        ),
      };
      return [job, end];
    }),
  );
}
