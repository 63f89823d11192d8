// The listing of some folders of a mount: each command prints the whole listing of as many as it can.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digest } from '../../core/canonical-json.ts';
import { CutoverError } from '../../core/errors.ts';
import { outputKey } from '../../core/requests/ssm.ts';
import { mergeRowFiles, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { FOLDERS_STEP, listFoldersRun } from './manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';
import type { ServerManifest, Manifest, ManifestPorts, WantedManifest } from './list-tree.ts';
import { assertExport, listingAnswer, MOST_PRUNED_NAMED, readServerManifest } from './list-tree.ts';
import { checkRows, downloadPart } from './manifest-part.ts';
import { runCommand } from '../servers/run-document.ts';

export interface WantedFolders extends Omit<WantedManifest, 'fresh' | 'finds' | 'partBytes'> {
  /** Below the mount, each with a slash at its end; the mount itself is empty. */
  readonly folders: readonly Buffer[];
  /** All that lies below them, or only what lies directly in them. */
  readonly below: boolean;
}

/** Parameters and document share 64 KiB, and what is base64 twice is 16 bytes for 9. */
const PATH_BYTES = 16 * 1024;

/**
 * Lists folders on a server, and brings the listing here as fetchManifest does. Folders that are not there have no
 * rows. `rows` and the other counts are as listed: they count a folder that lies in another one of them twice.
 */
export async function fetchFolders(
  context: StepContext,
  ports: ManifestPorts,
  wanted: WantedFolders,
): Promise<Manifest> {
  const asked = context.clock.now();
  const file = join(wanted.directory, `${wanted.label}.rows.gz`);
  const files: string[] = [];
  const listed: ServerManifest[] = [];
  for (const batch of batchesOf(wanted.folders)) {
    const part = `${file}.${files.length + 1}`;
    listed.push(await fetchBatch(context, ports, wanted, { folders: batch, file: part }));
    files.push(part);
  }
  const [first] = listed;
  if (first === undefined) throw new Error('no folders were asked for');
  await mergeRowFiles(files, file);
  const sum = (count: (onServer: ServerManifest) => number): number =>
    listed.reduce((all, one) => all + count(one), 0);
  const { server, source, began } = first;
  return {
    ...{ server, source, began, file, asked },
    ended: (listed.at(-1) ?? first).ended,
    rows: sum(({ rows }) => rows),
    folders: sum(({ folders }) => folders),
    pruned: sum(({ pruned }) => pruned),
    prunedFirst: listed.flatMap(({ prunedFirst }) => prunedFirst).slice(0, MOST_PRUNED_NAMED),
    denied: sum(({ denied }) => denied),
    handedOver: 'by the agent: folders come with the answer',
    sha256: listed.length === 1 ? first.sha256 : digest(listed.map(({ sha256 }) => sha256)),
  };
}

/** Groups of folders whose names fit into one command. */
function batchesOf(folders: readonly Buffer[]): Buffer[][] {
  const batches: Buffer[][] = [];
  let bytes = 0;
  for (const folder of folders) {
    bytes += folder.length + 1;
    const batch = batches.at(-1);
    if (batch !== undefined && bytes <= PATH_BYTES) batch.push(folder);
    else {
      batches.push([folder]);
      bytes = folder.length + 1;
    }
  }
  return batches;
}

async function fetchBatch(
  context: StepContext,
  { ssm, outputs }: ManifestPorts,
  wanted: WantedFolders,
  { folders, file }: { readonly folders: readonly Buffer[]; readonly file: string },
): Promise<ServerManifest> {
  const { label, mount } = wanted;
  const run = listFoldersRun(context.runbook, context.run.id, {
    ...wanted,
    folders: folders.map(asLine).join('\n'),
    bucket: outputs.name,
  });
  const { command, answers } = await runCommand(context, ssm, run);
  const what = `listing ${folders.length} folders in ${mount}`;
  const answer = listingAnswer(answers, what, wanted.user);
  const onServer = readServerManifest(answer);
  assertExport(wanted, onServer);
  const name = `the listing ${label} of ${folders.length} folders`;
  const [part, ...more] = onServer.parts;
  if (part === undefined) await writeFile(file, gzipSync(''));
  else if (more.length > 0) throw tooMany(name, onServer.parts.length);
  else {
    const key = outputKey(run.output, { id: command, server: answer.server, step: FOLDERS_STEP });
    await downloadPart({ bucket: outputs, key, name, form: 'printed' }, part, file);
  }
  await checkRows(name, onServer, readRowsFile(file));
  context.say(`${label}: ${onServer.rows} paths in ${folders.length} folders of ${answer.server}.`);
  return onServer;
}

/** A folder as the document takes it: base64 of its path without the slash, or of a dot. */
const asLine = (folder: Buffer): string =>
  (folder.length === 0 ? Buffer.from('.') : folder.subarray(0, -1)).toString('base64');

const tooMany = (name: string, parts: number): CutoverError =>
  new CutoverError('server-failed', {
    what: name,
    expected: 'one part',
    got: `${parts}`,
    cure: 'deploy the documents of this commit, then re-run this job',
  });
