// What must hold before the step removes anything from the bucket. Each guard refuses with its reason; then nothing has happened.
import { CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import type { BucketSettings } from '../../aws/s3/bucket-settings.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import type { FoundExtras } from './find-extras.ts';
import { describeMounts, readMounts } from '../servers/read-mounts.ts';

const refuse = (failure: Omit<Failure, 'cure'> & { readonly cure: string }): never => {
  throw new CutoverError('not-ready', { ...failure, cure: `nothing was removed: ${failure.cure}` });
};

/** Every server serves the source, and this run has made it read-only. */
export async function assertFrozen(context: StepContext, ssm: Ssm): Promise<void> {
  const open = (await readMounts(context, ssm)).filter(
    ({ serves, frozenBy }) => serves !== 'source' || frozenBy !== context.run.id,
  );
  if (open.length > 0)
    refuse({
      what: `the mount at ${context.runbook.source.mount}`,
      expected: 'the source, frozen by this run, on every server',
      got: open.map((one) => `${one.server}: ${describeMounts(one)}`).join('; '),
      cure: 'while the source can change, somebody may make a file again whose object is gone',
    });
}

/** What is removed must be recoverable. */
export async function assertVersions(
  context: StepContext,
  settings: Pick<BucketSettings, 'versioning'>,
): Promise<void> {
  const versioning = await settings.versioning();
  if (versioning !== 'Enabled')
    refuse({
      what: `versioning of s3://${context.runbook.bucket.name}`,
      expected: 'Enabled, so that a removal can be undone',
      got: versioning === '' ? 'off' : versioning,
      cure: 'switch versioning on, or use verify.extras: fail or accept-list',
    });
}

/** The manifest of the source is whole, is not empty, and has not shrunk by more than the runbook allows. */
export function assertSource(
  { runbook }: StepContext,
  manifest: Manifest,
  before: number | undefined,
): void {
  const { mount } = runbook.source;
  const { shrinkLimit = 0 } = runbook.verify;
  if (manifest.denied > 0)
    refuse({
      what: `the manifest of ${mount}`,
      expected: 'every folder in it',
      got: `${manifest.denied} that the user cannot enter`,
      cure: 'name a user in verify.user that can list everything',
    });
  if (manifest.rows === 0)
    refuse({
      what: `the manifest of ${mount}`,
      expected: 'the files of the source',
      got: 'an empty folder',
      cure: 'see what is mounted there',
    });
  if (before === undefined || before === 0)
    refuse({
      what: 'the proof before the freeze',
      expected: 'how many paths it has seen at the source',
      got: String(before ?? 'nothing'),
      cure: 'hand over the output rows of verify-s3 as rows-before',
    });
  else if (manifest.rows < before * (1 - shrinkLimit / 100))
    refuse({
      what: `the manifest of ${mount}`,
      expected: `at least ${100 - shrinkLimit} % of the ${before} paths of the proof before the freeze`,
      got: `${manifest.rows}`,
      cure: 'see why so much is gone; raise verify.shrink-limit by pull request if it is meant',
    });
}

/** No more extras than the runbook allows, and nothing else that differs. */
export function assertLimit({ runbook }: StepContext, found: FoundExtras): void {
  const { removeLimit = 0 } = runbook.verify;
  if (found.reasons.length > 0)
    refuse({
      what: 'source and bucket',
      expected: 'the same but for the extras',
      got: found.reasons.join(', '),
      cure: 'mend that first: an extra may be a trace of something else that is wrong',
    });
  if (found.count > removeLimit)
    refuse({
      what: 'the extras in the bucket',
      expected: `at most ${removeLimit}, the runbook's verify.remove-limit`,
      got: String(found.count),
      cure: 'look at the file of differences of the proof, and raise the limit by pull request if they are meant',
    });
}
