// What may go otherwise at the gates of a run, at GitHub and in the time that a run waits there.

/** `Other` is what a scenario may change while the run waits. */
export interface GateFaults<Other> {
  /** Who approves in place of the gate's own reviewer. The login of an app ends with `[bot]`. */
  readonly by?: string;
  /** The comment of an approval; without it the reviewer names the digest. */
  readonly comment?: string;
  /** How many hours pass before anybody decides. */
  readonly waitsHours?: number;
  /** A gate that was passed in an earlier attempt of the run asks nobody again. */
  readonly asksOnce?: true;
  /** What is otherwise once it is decided. */
  readonly after?: Other;
  /** The status of GitHub's answer to the question who has decided. */
  readonly decisions?: 403 | 503;
  /** How often GitHub's API answers each read with 502 before it answers it; or with its limit, for all reads together. */
  readonly hiccups?: { readonly status: 403 | 429 | 502; readonly times: number };
  /** The default branch has gone on meanwhile, or its history was written anew. */
  readonly branch?: 'ahead' | 'rewritten';
}
