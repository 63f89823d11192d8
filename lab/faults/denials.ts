// Missing permissions: the actions that the lab denies to everyone, as a role without them would find it.

const S3_ARN = 'arn:aws:s3:::';

/** Whether a call on the resource is denied to the role, undefined for a caller without one. */
export type Denial = (resource: string, role: string | undefined) => boolean;

export class Denials {
  readonly #conditional = new Map<string, Denial>();
  readonly #denied = new Set<{ action: string; prefix: string }>();

  /** Denies `action` on the resources that begin with `prefix`; the returned function lifts it. */
  add(action: string, prefix: string): () => void {
    const denial = { action, prefix };
    this.#denied.add(denial);
    return () => this.#denied.delete(denial);
  }

  /** Denies `action` for as long as `denial` says so. */
  addWhile(action: string, denial: Denial): void {
    this.#conditional.set(action, denial);
  }

  /** Whether a statement denies `action` on `resource` to the role now. */
  hasExplicit(action: string, resource: string, role: string | undefined): boolean {
    return this.#conditional.get(action)?.(resource, role) === true;
  }

  /** Whether `action` on `resource` (an ARN, or '' when the request names none) is denied. */
  has(action: string, resource: string): boolean {
    const short = resource.startsWith(S3_ARN) ? resource.slice(S3_ARN.length) : resource;
    return [...this.#denied].some(
      (denial) =>
        denial.action === action &&
        (resource.startsWith(denial.prefix) || short.startsWith(denial.prefix)),
    );
  }
}
