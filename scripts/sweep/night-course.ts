// A night as it goes: the jobs around its steps, the application that writes meanwhile, and what is wrong at its end.
import { Application } from './application.ts';
import { Executions } from './executions.ts';
import { faultsOf } from './invariants.ts';
import { sendAgain } from './late-commands.ts';
import { BACK, BEFORE, CUTOVER, OWN_BACK, REPORT } from './night.ts';
import type { Step } from './night.ts';
import { Stage } from './stage.ts';
import type { Ended, Watch } from './stage.ts';
import { digestOf, lookAtWorld } from './world-look.ts';
import type { WorldLook } from './world-look.ts';
import { worldName } from './worlds.ts';

/** The workflow's own course around its steps. */
export class Night implements AsyncDisposable {
  readonly told: string[] = [];
  readonly #stage: Stage;
  readonly #application: Application;
  readonly #executions: Executions;
  readonly #start: WorldLook;
  readonly #listed = new Set<string>();
  #isLost = false;
  /** How many calls had been made when the runner was lost. */
  #lostAfter = 0;

  private constructor(stage: Stage) {
    this.#stage = stage;
    this.#start = lookAtWorld(stage.lab);
    this.#application = new Application(stage.lab);
    this.#executions = new Executions(stage.lab);
  }

  static async open(runbook: string): Promise<Night> {
    return new Night(await Stage.open(runbook));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#application[Symbol.dispose]();
    this.#executions[Symbol.dispose]();
    await this.#stage[Symbol.asyncDispose]();
  }

  /** The runner is gone: the job plays no further step. */
  lose(): void {
    this.#isLost = true;
    this.#lostAfter = this.#stage.lab.calls.length;
  }

  async before(): Promise<void> {
    for (const step of BEFORE) {
      const { code, said } = await this.#play(step);
      if (code !== 0) throw new Error(`${step.name}, before the gate: ${said}`);
    }
  }

  /** The job `cutover`; its own way back where its runner lives. Answers whether it was confirmed. */
  async cutover(
    watch: (step: string) => Watch = () => () => {},
    steps: readonly Step[] = CUTOVER,
  ): Promise<boolean> {
    const { attempt } = this.#stage;
    for (const step of steps) {
      const { code } = await this.#play(step, watch(step.name));
      if (this.#isLost) return false;
      // A later attempt may have begun while this step was stopped.
      const newest = this.#stage.attempt;
      this.#stage.attempt = attempt;
      if (code !== 0) for (const back of OWN_BACK) await this.#play(back);
      this.#stage.attempt = newest;
      if (code !== 0 || newest !== attempt) return false;
    }
    return true;
  }

  /** The rollback, and a second attempt up to its freeze. Answers what plays the rest of that attempt. */
  async overtake(): Promise<() => Promise<boolean>> {
    await this.back();
    await this.report();
    this.#stage.attempt += 1;
    const last = CUTOVER.findIndex(({ name }) => name === 'freeze') + 1;
    const begun = await this.cutover(undefined, CUTOVER.slice(0, last));
    return async () => begun && (await this.cutover(undefined, CUTOVER.slice(last)));
  }

  /** The jobs `rollback` and `list-written`. */
  async back(): Promise<void> {
    for (const step of BACK) await this.#play(step);
    for (const path of this.#stage.written('list')) this.#listed.add(path);
  }

  async report(): Promise<void> {
    for (const step of REPORT) await this.#play(step);
  }

  /** "Re-run failed jobs"; "Re-run all jobs" where the approval was withdrawn: no proof stands any more. */
  async again(): Promise<void> {
    this.#isLost = false;
    this.#stage.attempt += 1;
    if (lookAtWorld(this.#stage.lab).newest?.state === 'prepared') await this.before();
    const confirmed = await this.cutover();
    if (!confirmed) await this.back();
    await this.report();
  }

  /** Whether it is confirmed, or files wait for a person's decision: then no attempt may begin. */
  isOver(): boolean {
    const { newest } = lookAtWorld(this.#stage.lab);
    return newest?.state === 'confirmed' || newest?.state === 'rolled-back-listed';
  }

  /** The world as the next attempt finds it. */
  world(): string {
    return worldName(lookAtWorld(this.#stage.lab), [
      ...this.#executions.statuses,
      ...this.#stage.lab.calls.flatMap(({ operation, error }) =>
        error === undefined && /^(Tag|Untag|Update)/.test(operation) ? [operation] : [],
      ),
    ]);
  }

  /** Every document that was sent forward before the runner was lost is delivered once more. */
  async sendAgain(): Promise<void> {
    this.told.push(...(await sendAgain(this.#stage.lab, this.#lostAfter)));
  }

  /** What is wrong now. */
  faults(when: string): string[] {
    const { canary, confirmation } = this.#stage.lab.context.world.names as unknown as TestFiles;
    const names = [canary.to, confirmation.to].map((to) => to.replace(/\.[^.]*$/, ''));
    const found = faultsOf(lookAtWorld(this.#stage.lab), {
      before: this.#start,
      written: new Map(
        [...this.#application.written].map(([path, text]) => [path, digestOf(text)]),
      ),
      listed: this.#listed,
      executions: this.#executions.faults,
      testFile: new RegExp(`(^|/)((${names.join('|')})-|\\.nfs-cutover)`),
    });
    return found.map((fault) => `${when}: ${fault}`);
  }

  async #play(step: Step, watch?: Watch): Promise<Ended> {
    const ended = await this.#stage.play(step, watch);
    const { code, said } = ended;
    const why = code === 0 ? '' : `\n${said.trimEnd().replaceAll(/^/gm, '    ')}`;
    this.told.push(`${step.job} ${step.name}: ${code ?? 'killed'}${why}`);
    return ended;
  }
}

interface TestFiles {
  readonly canary: { readonly to: string };
  readonly confirmation: { readonly to: string };
}
