// Missing permissions: the actions that the lab denies to everyone, as a role without them would find it.

const S3_ARN = 'arn:aws:s3:::';

export class Denials {
  readonly #denied = new Set<{ action: string; prefix: string }>();

  /** Denies `action` on the resources that begin with `prefix`; the returned function lifts it. */
  add(action: string, prefix: string): () => void {
    const denial = { action, prefix };
    this.#denied.add(denial);
    return () => this.#denied.delete(denial);
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
