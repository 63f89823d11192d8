// Has one server list a whole tree into a spool of its own, and says what is in it.
import { CutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { listTreeRun } from './listing-runs.ts';
import type { WantedTree } from './listing-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { oneAnswer, refused } from '../servers/document-answer.ts';
import type { Answer } from '../servers/document-answer.ts';
import { readListing } from './manifest-listing.ts';
import type { Listing } from './manifest-listing.ts';
import { runDocument } from '../servers/run-document.ts';

/** What to do where `user` cannot list all of a mount. */
export const enteringCure = (user: string): string =>
  user === 'root'
    ? 'the export squashes root, as NFS servers do unless told not to: export it to this server with no_root_squash until the cutover is over, or name a user in the runbook that can enter every folder'
    : 'name a user in the runbook that can list the whole mount';

/** What to do when list-tree or read-manifest-part refuses. */
export const LISTING_CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount it on the server, then re-run this job',
  hung: 'see whether the NFS server answers, then re-run this job; a tree that takes longer than that needs runbooks by folder',
  'mount-changed': 're-run this job; see who changes mounts during it',
  'other-file-system':
    'another file system is mounted below the mount: what is in it was not listed. Move it away, or verify it in a runbook of its own',
  'old-tools': 'update coreutils on the server (8.25 or later), or name another server',
  locked: 'wait for the other listing to end, then re-run this job: it finds it',
  'no-listing': 're-run this job: it lists again',
  'no-part': 're-run this job: it lists again',
  'too-large': 'split the migration into runbooks by folder',
};

/** The answer of a document that has listed as `user`. Throws its refusal; what `user` may not see is unproven. */
export function listingAnswer(answers: readonly Answer[], what: string, user: string): Answer {
  const answer = oneAnswer(answers);
  if (answer.refusal === undefined) return answer;
  const error = refused(what, answer, { ...LISTING_CURES, denied: enteringCure(user) });
  throw answer.refusal.code === 'denied' ? new CutoverError('unproven', error.failure) : error;
}

/** Lists the mount, or finds what an earlier attempt of this run has listed under the same label. */
export async function listTree(
  context: StepContext,
  ssm: Ssm,
  wanted: WantedTree,
): Promise<Listing> {
  const listed = listTreeRun(context.runbook, context.run.id, wanted);
  const answers = await runDocument(context, ssm, 'list-tree', listed);
  const answer = listingAnswer(answers, `listing ${wanted.mount}`, wanted.user);
  const listing = readListing(answer, 'list-tree');
  assertExport(wanted, listing);
  return listing;
}

/** Throws `unproven` where something else is mounted than what was to be listed. */
export function assertExport(
  wanted: Pick<WantedTree, 'mount' | 'export'>,
  listing: Pick<Listing, 'server' | 'source'>,
): void {
  if (wanted.export === undefined || listing.source === wanted.export) return;
  throw new CutoverError('unproven', {
    what: `${wanted.mount} on ${listing.server}`,
    expected: wanted.export,
    got: listing.source,
    cure: 'see what is mounted there: the list of another tree proves nothing',
  });
}
