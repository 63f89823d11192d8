// Fetches the manifest of one mount: a server lists it once, or several a share each; the parts come through S3 and are checked on arrival.
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { formatBytes } from '../../core/values/bytes.ts';
import { counted } from '../../core/text/markdown.ts';
import { CutoverError } from '../../core/errors.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { cutsRun, listersOf, removeManifestRun } from './manifest-runs.ts';
import type { Cuts, WantedTree } from './manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { required, runDocument } from '../servers/run-document.ts';
import type { Answer } from '../servers/run-document.ts';
import { HandOver } from './hand-over.ts';
import { listingAnswer, listTree, MOST_PRUNED_NAMED, odd, whole } from './list-tree.ts';
import type { ServerManifest, Manifest, ManifestPorts, WantedManifest } from './list-tree.ts';
import { checkRows, countRows, hashed } from './manifest-part.ts';

/**
 * Lists the mount on a server and brings the manifest here. Throws `unproven` or `server-failed`, naming the part,
 * unless every part and the whole are what the server has listed: no answer is never "no files". `denied` counts the
 * folders that the user cannot enter; the caller decides what they mean.
 */
export async function fetchManifest(
  context: StepContext,
  ports: ManifestPorts,
  wanted: WantedManifest,
): Promise<Manifest> {
  const { label, directory } = wanted;
  const asked = context.clock.now();
  const cuts = await cutsFor(context, ports.ssm, wanted);
  const listed = await listTree(context, ports.ssm, { ...wanted, ...(cuts && { cuts }) }).catch(
    async (thrown: unknown) => {
      // Shares of others prove nothing alone, and a fresh listing finds none of them.
      if (wanted.fresh === true && !context.signal.aborted)
        await removeSpools(context, ports, wanted);
      throw thrown;
    },
  );
  for (const onServer of listed) context.say(`${label}: ${inWords(onServer)}.`);
  const facts = joined(nameOf(wanted), listed);
  // Other ones may come and go before the freeze, and be remembered differently by each server.
  if (wanted.ownMount === true) assertOneTree(nameOf(wanted), listed);
  const file = join(directory, `${label}.rows.gz`);
  const partial = `${file}.partial`;
  const shares = listed.map((onServer) => ({
    onServer,
    name: listed.length === 1 ? nameOf(wanted) : `${nameOf(wanted)} on ${onServer.server}`,
    handOver: new HandOver(context, ports, { label, onServer }),
  }));
  let sha256: string;
  try {
    sha256 = await checkRows(nameOf(wanted), facts, fetchShares(shares, partial));
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  await removeSpools(context, ports, wanted);
  const handedOver = [...new Set(shares.map(({ handOver }) => handOver.inWords))].join('; ');
  return { ...facts, sha256, file, handedOver, asked, ...(cuts && { cuts }) };
}

function inWords({ found, rows, server, parts }: ServerManifest): string {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return `${found ? 'found' : 'listed'} ${counted(rows, 'path')} on ${server}, ${formatBytes(bytes)} in ${counted(parts.length, 'part')}`;
}

/** What one server has listed, on its way here. */
interface Share {
  readonly onServer: ServerManifest;
  readonly name: string;
  readonly handOver: HandOver;
}

/** All rows, unpacked, share after share; `partial` keeps what was read, packed. */
async function* fetchShares(shares: readonly Share[], partial: string): AsyncGenerator<Uint8Array> {
  await using whole = await open(partial, 'w');
  for (const share of shares) {
    const hash = createHash('sha256');
    yield* hashed(fetchRows(share, whole, `${partial}.part`), hash);
    const got = hash.digest('hex');
    const { sha256: expected } = share.onServer;
    if (shares.length > 1 && got !== expected)
      throw otherRows(`the SHA-256 of ${share.name}`, expected, got);
  }
}

/** The rows of a share, part after part; a part is put into `file` first, and then behind those before it. */
async function* fetchRows(
  { onServer, name: of, handOver }: Share,
  whole: FileHandle,
  file: string,
): AsyncGenerator<Uint8Array> {
  try {
    // A gzip file without rows, so that an empty tree has one too.
    if (onServer.parts.length === 0) await whole.writeFile(gzipSync(''));
    for (const part of onServer.parts) {
      const name = `part ${part.number} of ${onServer.parts.length} of ${of}`;
      await handOver.bring(part, name, file);
      let rows = 0;
      for await (const chunk of readRowsFile(file)) {
        rows += countRows(chunk);
        yield chunk;
      }
      if (rows !== part.rows)
        throw otherRows(`the rows of ${name}`, String(part.rows), String(rows));
      await using packed = await open(file);
      for await (const chunk of packed.createReadStream({ autoClose: false }))
        await whole.writeFile(chunk as Buffer);
    }
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * The servers' copies are of no use any more, and no reason to fail. An earlier attempt may have had more shares, so no
 * lister is left out.
 */
async function removeSpools(
  context: StepContext,
  { ssm }: ManifestPorts,
  { label, server }: WantedTree,
): Promise<void> {
  const servers = server === undefined ? listersOf(context.runbook) : [server];
  const removed = removeManifestRun(context.runbook, context.run.id, { label, servers });
  try {
    await runDocument(context, ssm, removed);
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!(thrown instanceof CutoverError)) throw thrown;
    context.say(
      `The manifest ${label} may stay on ${servers.join(', ')} until a listing there, a week later or more, removes it: ${thrown.message}`,
    );
  }
}

const nameOf = ({ label }: WantedManifest): string => `the manifest ${label}`;

const otherRows = (what: string, expected: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    what,
    expected,
    got,
    cure: 're-run this job; this manifest proved nothing',
  });

// A tree that several servers list side by side: where it is cut into shares, and the shares as one.

/** Where the tree is cut for all listers; undefined where one server lists it all. */
async function cutsFor(
  context: StepContext,
  ssm: Ssm,
  wanted: WantedTree,
): Promise<Cuts | undefined> {
  const { runbook, run } = context;
  const listers = listersOf(runbook).length;
  if (listers === 1 || wanted.server !== undefined) return undefined;
  if (wanted.cuts !== undefined) return wanted.cuts;
  const answers = await runDocument(context, ssm, cutsRun(runbook, run.id, wanted));
  const what = `looking where ${wanted.mount} can be cut`;
  const cuts = readCuts(listingAnswer(answers, what, wanted.user), listers);
  context.say(
    cuts.at.length === 0
      ? `${wanted.label}: too few folders to share out, so one server lists it.`
      : `${wanted.label}: ${counted(cuts.at.length + 1, 'server')} list it side by side.`,
  );
  return cuts;
}

/** Any cuts are right if they are in order and no deeper than the level that all servers list. */
function readCuts(answer: Answer, shares: number): Cuts {
  const level = whole(answer, 'level', required(answer, 'level'));
  const at = Array.from({ length: shares - 1 }, (_, i) => answer.values.get(`cut-${i + 1}`) ?? '')
    // Where paths are long, not all of them have room in an answer.
    .filter((cut) => cut !== '');
  if (at.length === 0) return { level: 0, at };
  const paths = at.map((cut) => Buffer.from(cut, 'base64'));
  const depths = paths.map((path) => path.toString('latin1').replace(/\/$/, '').split('/').length);
  const isOrdered = paths.every(
    (path, i) => Buffer.compare(paths[i - 1] ?? Buffer.alloc(0), path) < 0,
  );
  if (!isOrdered || Math.max(...depths) > level || level > MOST_LEVEL)
    throw odd(answer, `paths in order, at most ${level} levels deep`, at.join(' '));
  return { level, at };
}

/** ShareLevel has one digit. */
const MOST_LEVEL = 9;

/** What the servers say of their shares as what one server says of all; no server knows the SHA-256 of several shares. */
export function joined(
  name: string,
  shares: readonly ServerManifest[],
): Omit<ServerManifest, 'parts' | 'found' | 'firstLevels' | 'sha256'> & {
  readonly sha256?: string;
} {
  const [first] = shares;
  if (first === undefined) throw new Error('no server has listed anything');
  const { parts: _parts, found: _found, firstLevels: _firstLevels, ...alone } = first;
  if (shares.length === 1) return alone;
  const other = shares.find(({ source }) => source !== first.source);
  if (other !== undefined) throw otherSource(name, first, other);
  const sum = (of: 'rows' | 'folders' | 'pruned' | 'denied'): number =>
    shares.reduce((all, one) => all + one[of], 0);
  return {
    server: shares.map(({ server }) => server).join(', '),
    source: first.source,
    began: Math.min(...shares.map(({ began }) => began)),
    ended: Math.max(...shares.map(({ ended }) => ended)),
    rows: sum('rows'),
    folders: sum('folders'),
    pruned: sum('pruned'),
    prunedFirst: shares.flatMap(({ prunedFirst }) => prunedFirst).slice(0, MOST_PRUNED_NAMED),
    denied: sum('denied'),
  };
}

/** The same export by name may be a copy, or show other exports below it: then two servers list two trees. */
export function assertOneTree(name: string, shares: readonly ServerManifest[]): void {
  const [first] = shares;
  const other = shares.find(
    ({ firstLevels }) => firstLevels === '' || firstLevels !== first?.firstLevels,
  );
  if (first === undefined || other === undefined || shares.length === 1) return;
  throw new CutoverError('unproven', {
    what: `${name} on ${other.server}`,
    expected: `the folders of the first levels, with their inodes, as on ${first.server}`,
    got: 'other ones',
    cure: `see whether both servers mount one file system of the NFS server, alike, and whether somebody writes to it; then re-run this job. Or name one server: verify.listers: 1`,
  });
}

const otherSource = (name: string, first: ServerManifest, other: ServerManifest): CutoverError =>
  new CutoverError('unproven', {
    what: `${name} on ${other.server}`,
    expected: `${first.source}, as on ${first.server}`,
    got: other.source,
    cure: 'see what is mounted there: shares of two trees are no list of one',
  });
