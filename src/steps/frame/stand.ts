// What the record of a step stands under: journal, commit, runbook, plan, documents, and who started the run.
import { digest } from '../../core/canonical-json.ts';
import type { Outcome } from '../../core/record.ts';
import type { Stand } from '../../evidence/chain.ts';
import type { Notes } from './context.ts';

/** What a step is known to have had. */
interface Had {
  readonly env: NodeJS.ProcessEnv;
  readonly notes: Notes;
  /** Undefined for an action about no runbook, and where it could not be read. */
  readonly runbook: object | undefined;
  readonly outcome: Pick<Outcome, 'outputs'>;
}

/** The names and digests for the record. The action `plan` makes the plan; its workflow tells the other jobs. */
export function standOf({ env, notes, outcome, runbook }: Had): Stand {
  const { GITHUB_ACTOR, GITHUB_SHA, GITHUB_TRIGGERING_ACTOR, PLAN_DIGEST } = env;
  const starters = [GITHUB_ACTOR, GITHUB_TRIGGERING_ACTOR].filter((name) => name !== undefined);
  return {
    entry: notes.entry ?? null,
    commit: orNull(GITHUB_SHA, /^([0-9a-f]{40}|[0-9a-f]{64})$/),
    runbook: runbook === undefined ? null : digest(runbook),
    plan: orNull(PLAN_DIGEST ?? outcome.outputs.digest, /^[0-9a-f]{64}$/),
    documents: Object.fromEntries(notes.documents),
    startedBy: [...new Set(starters)],
  };
}

const orNull = (text: string | undefined, form: RegExp): string | null =>
  text !== undefined && form.test(text) ? text : null;
