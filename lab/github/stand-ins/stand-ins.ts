// Third-party actions that the lab stands in for, all of them: what they do here, and nothing more.
import { attest } from './attest.ts';
import { downloadArtifacts, uploadArtifact } from './artifacts.ts';
import { configureCredentials, CREDENTIALS_INPUTS, forgetCredentials } from './credentials.ts';
import type { JobState } from '../jobs/job-state.ts';
import type { StandInCall } from './stand-in-call.ts';

export interface StandIn {
  /** The action's repository, as in `uses` before the `@`. */
  readonly uses: string;
  /** Inputs that the action has; others are warned of, as GitHub does. */
  readonly inputs: readonly string[];
  readonly run: (call: StandInCall) => Record<string, string> | Promise<Record<string, string>>;
  readonly post?: (job: JobState) => void;
}

const STAND_INS: readonly StandIn[] = [
  {
    uses: 'actions/checkout',
    inputs: ['persist-credentials', 'fetch-depth', 'ref', 'show-progress', 'sparse-checkout'],
    run: checkout,
  },
  {
    uses: 'aws-actions/configure-aws-credentials',
    inputs: CREDENTIALS_INPUTS,
    run: configureCredentials,
    post: forgetCredentials,
  },
  {
    uses: 'actions/upload-artifact',
    inputs: [
      'name',
      'path',
      'if-no-files-found',
      'retention-days',
      'compression-level',
      'overwrite',
      'include-hidden-files',
      'archive',
    ],
    run: uploadArtifact,
  },
  {
    uses: 'actions/download-artifact',
    inputs: ['name', 'pattern', 'path', 'merge-multiple', 'run-id', 'github-token'],
    run: downloadArtifacts,
  },
  {
    uses: 'actions/attest',
    inputs: [
      'subject-path',
      'subject-checksums',
      'predicate-type',
      'predicate-path',
      'show-summary',
    ],
    run: attest,
  },
];

/** The stand-in for `owner/name@ref`, or undefined. */
export function standInFor(uses: string): StandIn | undefined {
  return STAND_INS.find((standIn) => standIn.uses === uses.split('@', 1)[0]);
}

/** The workspace is the checkout already; without this step it counts as empty. */
function checkout({ job, input, say }: StandInCall): Record<string, string> {
  if (!job.may('contents', 'read'))
    throw new Error(
      `repository not found: the job's token may not read contents (permissions: contents: read)`,
    );
  if (input('ref') !== '' && input('ref') !== job.run.sha)
    throw new Error(`ref: the lab has one commit, ${job.run.sha}; got '${input('ref')}'`);
  job.checkedOut = true;
  const { pull, workspace } = job.run;
  if (pull !== undefined) {
    pull.checkOut(workspace, depthOf(input('fetch-depth')));
    say('info', `Checked out ${pull.mergeRef}, at ${job.run.sha}`);
    return { commit: job.run.sha };
  }
  say('info', `The lab's workspace is the checkout, at ${job.run.sha}`);
  return { commit: job.run.sha };
}

function depthOf(text: string): number {
  if (!/^\d{0,6}$/.test(text)) throw new Error(`fetch-depth: expected a number, got '${text}'`);
  return text === '' ? 1 : Number(text);
}
