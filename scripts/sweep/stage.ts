// One lab with its checkout, where the steps of a night are played by the committed bundles, each a process of its own.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabEvent } from '../../lab/events.ts';
import { knownRun } from '../../lab/github/known-run.ts';
import { REPOSITORY } from '../../lab/github/repository.ts';
import { mountRest } from '../../lab/github/rest/rest.ts';
import { compileCache } from '../../lab/github/steps/compile-cache.ts';
import { startNode } from '../../lab/github/steps/node-process.ts';
import type { NodeProcess } from '../../lab/github/steps/node-process.ts';
import { inputVariables, outputsIn, pausedWhile } from '../../lab/github/steps/one-action.ts';
import { API_PREFIX } from '../../lab/github/run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Participant } from '../../lab/time/participants.ts';
import type { Outputs, Step } from './night.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const RUN = '42';

/** How a step's process ended. */
export interface Ended {
  readonly step: string;
  /** Undefined where it was killed. */
  readonly code: number | undefined;
  readonly said: string;
}

/** What may be done to a step's process while it runs. */
export interface Hands {
  readonly kill: () => void;
  /** Stops the process until `meanwhile` has ended; it goes on then as if nothing had been. */
  readonly pause: (meanwhile: () => Promise<void>) => void;
}

/** Called for each event of the lab while a step's process runs. */
export type Watch = (event: LabEvent, hands: Hands) => void;

export class Stage implements AsyncDisposable {
  readonly lab: Lab;
  /** Which attempt of the run plays. */
  attempt = 1;
  readonly #workspace: string;
  readonly #end: () => Promise<void>;
  readonly #outputs: Record<string, Record<string, string>> = {};
  readonly #folders = new Map<string, string>();
  #count = 0;

  private constructor(lab: Lab, workspace: string, end: () => Promise<void>) {
    this.lab = lab;
    this.#workspace = workspace;
    this.#end = end;
  }

  /** Opens a lab with the world of `runbook`, a YAML text. */
  static async open(runbook: string): Promise<Stage> {
    await using undo = new AsyncDisposableStack();
    const workspace = mkdtempSync(join(tmpdir(), 'nfs-cutover-sweep-'));
    undo.defer(() => rmSync(workspace, { recursive: true, force: true, maxRetries: 3 }));
    mkdirSync(join(workspace, 'runbooks'));
    const file = join(workspace, RUNBOOK);
    writeFileSync(file, runbook);
    const lab = undo.use(await startLab({ runbook: file }));
    undo.use(mountRest(knownRun(lab, { id: RUN, tokens: new Map() })));
    const opened = undo.move();
    return new Stage(lab, workspace, () => opened.disposeAsync());
  }

  get outputs(): Outputs {
    return { ...this.#outputs, run: { attempt: String(this.attempt) } };
  }

  /** The paths that a step list-written has named in the file beside its record. */
  written(step: string): string[] {
    const folder = this.#folders.get(step);
    const file = join(folder ?? '', 'records', `${step}.written.txt`);
    if (folder === undefined || !existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line) => line.split('\t').slice(4));
  }

  /** Plays one step to its end. */
  async play(step: Step, watch: Watch = () => {}): Promise<Ended> {
    const temp = join(this.#workspace, `temp-${this.#count++}`);
    mkdirSync(temp);
    this.#folders.set(step.name, temp);
    for (const name of ['output', 'summary']) writeFileSync(join(temp, name), '');
    using participant = this.lab.participants.open(step.name);
    const env = { ...this.#environment(step, temp), ...participant.env };
    const bundle = join(ROOT, 'actions', 'dist', `${step.action}.mjs`);
    const child = startNode(bundle, { env, cwd: this.#workspace });
    const ended = await finish(child, { lab: this.lab, participant, watch });
    this.#outputs[step.name] = outputsIn(join(temp, 'output'));
    return { step: step.name, ...ended };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #environment({ name, action, job, inputs }: Step, temp: string): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: temp,
      ...compileCache(),
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: `${this.lab.url}${API_PREFIX.slice(0, -1)}`,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: RUN,
      GITHUB_RUN_ATTEMPT: String(this.attempt),
      GITHUB_JOB: job,
      GITHUB_ACTION: name,
      GITHUB_WORKSPACE: this.#workspace,
      GITHUB_OUTPUT: join(temp, 'output'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      RUNNER_TEMP: temp,
      ...this.lab.env,
      ...inputVariables(action, { runbook: RUNBOOK, ...inputs?.(this.outputs) }),
    };
  }
}

const RUNBOOK = 'runbooks/image-archive.yml';

function finish(
  child: NodeProcess,
  about: { readonly lab: Lab; readonly participant: Participant; readonly watch: Watch },
): Promise<Omit<Ended, 'step'>> {
  return new Promise((resolve, reject) => {
    const hands: Hands = {
      kill: () => child.kill('SIGKILL'),
      pause: (meanwhile) => void pausedWhile(child, about.participant, meanwhile).catch(reject),
    };
    const unwatch = about.lab.context.events.on((event) => about.watch(event, hands));
    let said = '';
    const feed = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
    };
    child.stdout.on('data', feed);
    child.stderr.on('data', feed);
    child.once('error', reject);
    child.once('close', (code) => {
      unwatch();
      resolve({ code: code ?? undefined, said });
    });
  });
}
