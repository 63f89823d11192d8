// Makes a server list a tree, and reads what it says of the manifest: size, parts, digests.
import type { SigningBucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Cuts, WantedTree } from './manifest-runs.ts';
import { PARTS_IN_ANSWER } from '../../core/document-limits.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Instant } from '../../core/clock.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';
import {
  agreedAnswer,
  oneAnswer,
  refused,
  required,
  runDocument,
} from '../servers/run-document.ts';
import type { Answer } from '../servers/run-document.ts';
import { listTreeRun, readIndexRun } from './manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';

/** What fetches a manifest. */
export interface ManifestPorts {
  readonly ssm: Ssm;
  /** Where servers put parts of manifests, and the whole output of a command below `outputs/`. */
  readonly outputs: SigningBucket;
}

export interface WantedManifest extends WantedTree {
  /** Where the file is put. */
  readonly directory: string;
}

export interface Manifest extends Omit<ServerManifest, 'parts' | 'found' | 'firstLevels'> {
  /** Rows, packed with gzip, sorted by the bytes of their paths. */
  readonly file: string;
  /** How the parts came here, in words. */
  readonly handedOver: string;
  /** When it was asked for, by the clock of the run. */
  readonly asked: Instant;
  /** Where it was cut for several servers: a later listing of the same tree needs no look of its own. */
  readonly cuts?: Cuts;
}

/** A part of a manifest, as list-tree describes it. */
export interface ManifestPart {
  /** From 1. */
  readonly number: number;
  readonly rows: number;
  /** Of the packed part. */
  readonly bytes: number;
  readonly sha256: string;
}

/** What list-tree says of the manifest that it keeps on a server: how much it is, in which parts, with which digests. */
export interface ServerManifest {
  readonly server: string;
  /** What is mounted at the listed mount point, `host:/path`. */
  readonly source: string;
  /** When the listing began, by the server's clock. */
  readonly began: Instant;
  /** When it ended, by the same clock. */
  readonly ended: Instant;
  /** True if an earlier attempt of this run had made it. */
  readonly found: boolean;
  readonly rows: number;
  readonly folders: number;
  /** Snapshot folders, and files that NFS keeps only because they are open: neither they nor what is in them is listed. */
  readonly pruned: number;
  /** The first of these, as people read them. */
  readonly prunedFirst: readonly string[];
  /** Folders that the user cannot read or enter: they are listed, but not what is in them. */
  readonly denied: number;
  /** Of all rows, unpacked. */
  readonly sha256: string;
  /** Of the folders that each lister of a share lists, with their inodes; '' where there are no shares. */
  readonly firstLevels: string;
  readonly parts: readonly ManifestPart[];
}

/** So many pruned paths are named at most: list-tree and list-folders name no more. */
export const MOST_PRUNED_NAMED = 10;
const SHA256 = /^[0-9a-f]{64}$/;
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** So many parts may a manifest have: petabytes of paths. */
const MOST_PARTS = 999_999;

/** How many parts the answer says that the manifest has. */
function partCount(answer: Answer): number {
  const parts = whole(answer, 'parts', required(answer, 'parts'));
  if (parts <= MOST_PARTS) return parts;
  throw odd(answer, `at most ${MOST_PARTS} parts`, String(parts));
}

/** The answer of list-tree or list-folders, and what describes further parts; throws `server-failed` if its values contradict each other. */
export function readServerManifest(
  answer: Answer,
  further: readonly Answer[] = [],
): ServerManifest {
  const text = (key: string): string => required(answer, key);
  const count = (key: string): number => whole(answer, key, text(key));
  const pages = [answer, ...further];
  const parts = Array.from({ length: partCount(answer) }, (_, i) =>
    readPart(pages[Math.floor(i / PARTS_IN_ANSWER)] ?? answer, i + 1),
  );
  const onServer = {
    server: answer.server,
    source: text('source'),
    began: count('began') * 1000,
    ended: count('ended') * 1000,
    found: text('listed') === 'found',
    rows: count('rows'),
    folders: count('folders'),
    pruned: count('pruned'),
    prunedFirst: readPaths(text('pruned-first')),
    denied: count('denied'),
    sha256: text('sha256'),
    firstLevels: answer.values.get('first-levels') ?? '',
    parts,
  };
  const sum = parts.reduce((rows, part) => rows + part.rows, 0);
  if (sum !== onServer.rows)
    throw odd(answer, `parts of ${onServer.rows} rows together`, `parts of ${sum} rows`);
  if (!SHA256.test(onServer.sha256)) throw odd(answer, 'a SHA-256', onServer.sha256);
  // A tree counts as empty only if the server names what is mounted, and gives the digest of nothing.
  if (onServer.rows === 0 && (onServer.sha256 !== SHA256_OF_NOTHING || onServer.source === ''))
    throw odd(answer, 'an empty tree to have the digest of nothing', onServer.sha256);
  if (onServer.denied > onServer.folders || onServer.folders > onServer.rows)
    throw odd(
      answer,
      'no more unreadable folders than folders, and no more folders than rows',
      `${onServer.denied}, ${onServer.folders} and ${onServer.rows}`,
    );
  return onServer;
}

/** Paths with a NUL behind each, as base64. One that was cut has none, and is left out. */
const readPaths = (base64: string): readonly string[] =>
  Buffer.from(base64, 'base64')
    .toString('latin1')
    .split('\0')
    .slice(0, -1)
    .map((path) => visiblePath(Buffer.from(path, 'latin1')));

function readPart(answer: Answer, number: number): ManifestPart {
  const key = `part-${number}`;
  const [rows = '', bytes = '', sha256 = '', ...more] = required(answer, key).split(' ');
  if (!SHA256.test(sha256) || more.length > 0) throw odd(answer, `@${key} with a SHA-256`, sha256);
  const part = { number, rows: whole(answer, key, rows), bytes: whole(answer, key, bytes), sha256 };
  if (part.rows === 0 || part.bytes === 0)
    throw odd(answer, `rows in part ${number}`, 'none: the document makes no empty part');
  return part;
}

/** The whole number that a document must have printed as `key`; throws `server-failed` for any other text. */
export function whole(answer: Answer, key: string, text: string): number {
  const value = Number(text);
  if (/^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(value)) return value;
  throw odd(answer, `@${key} to be a whole number`, `'${text}'`);
}

/** What a document has said and cannot mean. */
export const odd = (answer: Answer, expected: string, got: string): CutoverError =>
  new CutoverError('server-failed', {
    what: `document ${answer.document} on ${answer.server}`,
    expected,
    got,
    cure: 'deploy the documents of this commit, then re-run this job',
  });

/** What to do if `user` cannot list all of a mount. */
export const enteringCure = (user: string): string =>
  user === 'root'
    ? 'the export squashes root, as NFS servers do by default: export it to this server with no_root_squash until the cutover is over, or name a user in the runbook that can enter every folder'
    : 'name a user in the runbook that can list the whole mount';

/** What to do when list-tree, read-manifest-part or upload-parts refuses. */
export const LISTING_CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount it on the server, then re-run this job',
  'mount-failed':
    'see why the server cannot mount the export once more, read-only, and with the option nosharecache',
  hung: 'see whether the NFS server answers, then re-run this job; a tree that takes longer than that needs runbooks by folder',
  'mount-changed': 're-run this job; see who changes mounts during it',
  'other-file-system':
    'another file system is mounted below the mount, and the manifest leaves it out. Move it away, or verify it in a runbook of its own',
  'old-tools': 'update coreutils on the server (8.25 or later), or name another server',
  locked: 'wait for the other listing to end, then re-run this job: it finds it',
  'no-listing': 're-run this job: it lists again',
  'no-part': 're-run this job: it lists again',
  'part-changed':
    're-run this job: it lists again. See who changes files below /var/lib/nfs-cutover',
  'too-large': 'split the migration into runbooks by folder',
};

/** The answer of a document that has listed as `user`. Throws its refusal; `unproven` if `user` may not list. */
export function listingAnswer(answers: readonly Answer[], what: string, user: string): Answer {
  const answer = oneAnswer(answers);
  if (answer.refusal === undefined) return answer;
  const error = refused(what, answer, { ...LISTING_CURES, denied: enteringCure(user) });
  throw answer.refusal.code === 'denied' ? new CutoverError('unproven', error.failure) : error;
}

/** Lists the mount, or finds what an earlier attempt of this run has listed under the same label: a share on each server. */
export async function listTree(
  context: StepContext,
  ssm: Ssm,
  wanted: WantedTree,
): Promise<readonly ServerManifest[]> {
  const listed = listTreeRun(context.runbook, context.run.id, wanted);
  const answers = await runDocument(context, ssm, listed);
  const shares: ServerManifest[] = [];
  for (const one of answers) {
    const answer = listingAnswer([one], `listing ${wanted.mount}`, wanted.user);
    shares.push(await readShare(context, ssm, wanted, answer));
  }
  return shares;
}

async function readShare(
  context: StepContext,
  ssm: Ssm,
  wanted: WantedTree,
  answer: Answer,
): Promise<ServerManifest> {
  const further: Answer[] = [];
  for (let from = PARTS_IN_ANSWER + 1; from <= partCount(answer); from += PARTS_IN_ANSWER) {
    const page = { label: wanted.label, server: answer.server, from: String(from) };
    const index = readIndexRun(context.runbook, context.run.id, page);
    const what = `reading which parts ${wanted.label} has`;
    further.push(agreedAnswer(await runDocument(context, ssm, index), what, LISTING_CURES));
  }
  const onServer = readServerManifest(answer, further);
  assertExport(wanted, onServer);
  return onServer;
}

/** Throws `unproven` if something else is mounted than the wanted export. */
export function assertExport(
  wanted: Pick<WantedTree, 'mount' | 'export'>,
  onServer: Pick<ServerManifest, 'server' | 'source'>,
): void {
  if (wanted.export === undefined || onServer.source === wanted.export) return;
  throw new CutoverError('unproven', {
    what: `${wanted.mount} on ${onServer.server}`,
    expected: wanted.export,
    got: onServer.source,
    cure: 'see what is mounted there: the manifest of another tree proves nothing',
  });
}
