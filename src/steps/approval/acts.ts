// What other workflows ask their reviewers about: to delete the task for good, to copy to the source, to settle a rollback.
import { CutoverError } from '../../core/errors.ts';
import { ROLLBACK_ENVIRONMENT } from '../../runbook/quorum.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** The acts behind a gate of their own. Going back is none of them: nobody's digest may keep a source from serving. */
export const ACTS = ['finalize', 'carry-back', 'settle'] as const;
export type ActName = (typeof ACTS)[number];

/** An act, as an approval signs it. */
export interface Act {
  readonly name: ActName;
  /** The run of "Cutover" that it is about. */
  readonly ofRun: string;
  /** SHA-256 of what the look has seen: what would be deleted, copied or settled. */
  readonly seen: string;
}

/** The environment whose reviewers decide about it. Throws `bad-input` where the runbook has none, or nothing was seen. */
export function assertAct({ finalize }: Runbook, { name, ofRun, seen }: Act): string {
  const environment = name === 'finalize' ? finalize?.environment : ROLLBACK_ENVIRONMENT;
  if (environment !== undefined && ofRun !== '' && seen !== '') return environment;
  const [what, expected] =
    environment === undefined
      ? ['finalize', 'a runbook with the section finalize']
      : ['the inputs of-run and seen', 'the run that it is about, and the output seen of the look'];
  throw new CutoverError('bad-input', {
    ...{ what, expected },
    got: 'none',
    cure: 'correct the workflow or the runbook by pull request; nothing was changed',
  });
}

/** What the inputs of both steps at a gate say of an act. */
export interface ActInputs {
  readonly for: 'cutover' | ActName;
  readonly 'of-run': string | undefined;
  readonly seen: string | undefined;
}

/** The act that the inputs name; undefined for the cutover. */
export const actOf = ({
  for: name,
  'of-run': ofRun = '',
  seen = '',
}: ActInputs): Act | undefined => (name === 'cutover' ? undefined : { name, ofRun, seen });
