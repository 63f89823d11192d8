// What an approval signs: one text that is made when the gate is asked, and made again behind it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, digest } from '../../core/canonical-json.ts';
import { CutoverError } from '../../core/errors.ts';
import type { StepContext } from '../frame/context.ts';
import { runbookDigest } from '../tree/proof.ts';
import type { Act } from './acts.ts';
import type { Configuration } from './configuration.ts';

/** What was proven, by the outputs of the steps that proved it. */
export interface Proven {
  /** SHA-256 of the proof of each layer, or '' where no re-check builds on one. */
  readonly bucket: string;
  readonly gateway: string;
  /** When the older proof was made, or an act was asked about; ISO 8601, UTC. */
  readonly at: string;
}

export interface Subject {
  readonly format: 1;
  readonly run: string;
  /** The reviewed commit, and the digests of the runbook and of the plan at it. */
  readonly commit: string;
  readonly runbook: string;
  readonly plan: string;
  readonly proven: Proven;
  /** Absent for the cutover. */
  readonly act?: Act;
  /** What everything was set to when the gate was asked. */
  readonly configuration: Configuration;
  /** The decisions at the gates before it was asked. */
  readonly decisions: readonly string[];
}

/** What makes a subject, besides the run itself. */
export type Said = Pick<Subject, 'plan' | 'proven' | 'act' | 'configuration' | 'decisions'>;

/** The subject of this run. */
export const subjectOf = (context: StepContext, said: Said): Subject => ({
  format: 1,
  run: context.run.id,
  commit: context.env.GITHUB_SHA ?? '',
  runbook: runbookDigest(context),
  ...said,
});

/** SHA-256 of the subject's canonical JSON, hex: what a reviewer signs. */
export const subjectDigest = (subject: Subject): string => digest(subject);

const FILE = 'asked.canonical.json';

/** Writes the subject into the folder of the proofs, which the job keeps as an artifact. */
export function keepSubject({ env }: StepContext, subject: Subject): void {
  const folder = join(env.RUNNER_TEMP ?? '.', 'proof');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE), canonicalJson(subject));
}

/**
 * The subject of that digest, from the artifacts below `folder`: whatever else lies there is another one. Throws
 * `unproven` where there is none.
 */
export function readSubject(folder: string, wanted: string): Subject {
  for (const file of filesBelow(folder)) {
    const subject = parsed(readFileSync(file, 'utf8'));
    if (subject !== undefined && subjectDigest(subject) === wanted) return subject;
  }
  throw new CutoverError('unproven', {
    what: 'what the reviewers were asked about',
    expected: `the artifact with the digest ${wanted}`,
    got: 'none of it',
    cure: 'nothing was changed. See whether the step that fetches it failed, and start a new run',
  });
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(FILE))
      .sort()
      .map((name) => join(folder, name));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

/** The digest proves the content: a text that is no subject can have none that anybody has signed. */
function parsed(text: string): Subject | undefined {
  try {
    return JSON.parse(text) as Subject;
  } catch {
    return undefined;
  }
}
