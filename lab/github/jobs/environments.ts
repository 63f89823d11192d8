// The environments of the lab's GitHub: the runbook's gates ask, the others never do; every decision is kept.
import type { EnvironmentFault, Faults } from '../../faults/scenario.ts';
import type { Names } from '../../world.ts';

export type Decision = 'approve' | 'reject';

/** A decision, and by whom where it is not the gate's own reviewer. */
export type Answer =
  Decision | { readonly decision: Decision; readonly by?: string; readonly comment?: string };

/** Asks someone whether the job may run in the environment; `digest` is what the run asks about, or ''. */
export type Decide = (environment: string, job: string, digest: string) => Promise<Answer>;

export interface Review {
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
  /** Undefined for the gate's own reviewer. */
  readonly by: string | undefined;
  readonly comment: string;
}

/** Environments without reviewers that a repository of this template has. */
const OPEN: readonly string[] = ['prepare', 'back'];

/** The environment of rollback.yml, with reviewers. */
const ROLLBACK = 'rollback';

const FIRST_ID = 7001;

export class Environments {
  /** Of all attempts of the run, as GitHub keeps them: without time and attempt. */
  readonly reviews: Review[];
  readonly #gates: readonly string[];
  readonly #account: string;
  readonly #partition: string;
  readonly #roles: ReadonlyMap<string, string>;
  readonly #runbook: string;
  readonly #names: string[];
  readonly #faults: NonNullable<Faults['environments']>;

  /** `earlier`: the reviews of the attempts before. */
  constructor(names: Names, faults: Faults, earlier: readonly Review[] = []) {
    this.reviews = [...earlier];
    this.#account = names.account;
    this.#partition = names.datasync.task.split(':')[1] ?? 'aws';
    this.#faults = faults.environments ?? {};
    this.#gates = [
      ...(names.gates['sign-off'] ?? []),
      names.gates.cutover,
      ...(names.finalize === undefined ? [] : [names.finalize.environment ?? 'finalize']),
      ROLLBACK,
    ];
    this.#roles = rolesOf(names);
    this.#runbook = names.name;
    this.#names = [...OPEN, ...this.#gates].filter((name) => this.fault(name) !== 'missing');
  }

  /** Whether a job in the environment waits for a reviewer. */
  isGate(environment: string): boolean {
    const fault = this.fault(environment);
    if (fault === 'reviewers') return true;
    return this.#gates.includes(environment) && fault !== 'missing' && fault !== 'no-reviewers';
  }

  /** What the scenario has made of it. */
  fault(environment: string): EnvironmentFault | undefined {
    return this.#faults[environment];
  }

  /** Whether somebody has set it up. */
  isSetUp(environment: string): boolean {
    const known = OPEN.includes(environment) || this.#gates.includes(environment);
    return known && this.fault(environment) !== 'missing';
  }

  /** GitHub makes an environment that a workflow names and nobody has set up: without protection, silently. */
  use(environment: string): void {
    if (!this.#names.includes(environment)) this.#names.push(environment);
  }

  /** The environment's number, or undefined when there is none of this name. */
  id(environment: string): number | undefined {
    const at = this.#names.indexOf(environment);
    return at < 0 ? undefined : FIRST_ID + at;
  }

  /** The variables that a job in this environment sees. A sign-off has no role. */
  variables(environment: string | undefined): Record<string, string> {
    if (environment === undefined || !this.isSetUp(environment)) return {};
    const kind = this.#roles.get(environment);
    if (kind === undefined) return {};
    const runbook = this.fault(environment) === 'other-role' ? 'another' : this.#runbook;
    const role = `nfs-cutover-${runbook}-${kind}`;
    return { AWS_ROLE_ARN: `arn:${this.#partition}:iam::${this.#account}:role/${role}` };
  }
}

/** The role of each environment, as the stack ends its name: nfs-cutover-<runbook>-<role>. */
export const rolesOf = ({ gates, finalize }: Names): ReadonlyMap<string, string> =>
  new Map([
    ...(finalize === undefined ? [] : [[finalize.environment ?? 'finalize', 'final'] as const]),
    [gates.cutover, 'gate'],
    ['prepare', 'prepare'],
    ['back', 'back'],
    [ROLLBACK, 'rollback'],
  ]);
