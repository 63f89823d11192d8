// The environments of the lab's GitHub: the runbook's gates ask, the others never do; every decision is kept.
import type { Names } from '../world.ts';

export type Decision = 'approve' | 'reject';

/** Asks someone whether the job may run in the environment. */
export type Decide = (environment: string, job: string) => Promise<Decision>;

export interface Review {
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
}

/** Environments without reviewers that a repository of this template has. */
const OPEN: readonly string[] = ['prepare', 'back'];

const FIRST_ID = 7001;

export class Environments {
  readonly reviews: Review[] = [];
  readonly #gates: readonly string[];
  readonly #account: string;
  readonly #names: string[];

  constructor(names: Names) {
    this.#account = names.account;
    this.#gates = [...(names.gates['sign-off'] ?? []), names.gates.cutover];
    this.#names = [...OPEN, ...this.#gates];
  }

  isGate(environment: string): boolean {
    return this.#gates.includes(environment);
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

  /** The variables that a job in this environment sees. */
  variables(environment: string | undefined): Record<string, string> {
    if (environment === undefined || (!OPEN.includes(environment) && !this.isGate(environment)))
      return {};
    return { AWS_ROLE_ARN: `arn:aws:iam::${this.#account}:role/nfs-cutover-${environment}` };
  }
}
