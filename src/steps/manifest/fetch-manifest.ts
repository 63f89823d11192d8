// Fetches the manifest of one mount: a server lists it once; its parts come through S3 and are checked on arrival.
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatBytes } from '../../core/values/bytes.ts';
import { counted } from '../../core/text/markdown.ts';
import { CutoverError } from '../../core/errors.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { removeManifestRun } from './manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { runDocument } from '../servers/run-document.ts';
import { HandOver } from './hand-over.ts';
import { listTree } from './list-tree.ts';
import type {
  ManifestPart,
  ServerManifest,
  Manifest,
  ManifestPorts,
  WantedManifest,
} from './list-tree.ts';
import { checkRows, countRows } from './manifest-part.ts';

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
  const asked = context.clock.now();
  const onServer = await listTree(context, ports.ssm, wanted);
  const { parts, found, ...facts } = onServer;
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  context.say(
    `${wanted.label}: ${found ? 'found' : 'listed'} ${counted(onServer.rows, 'path')} on ${onServer.server}, ${formatBytes(bytes)} in ${counted(parts.length, 'part')}.`,
  );
  const file = join(wanted.directory, `${wanted.label}.rows.gz`);
  const partial = `${file}.partial`;
  const handOver = new HandOver(context, ports, { label: wanted.label, onServer });
  try {
    await checkRows(
      nameOf(wanted),
      onServer,
      fetchRows(handOver, nameOf(wanted), { onServer, partial }),
    );
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  await removeSpool(context, ports, wanted, onServer.server);
  return { ...facts, file, handedOver: handOver.inWords, asked };
}

/** All rows, unpacked, part after part; `partial` keeps what was read, packed. */
async function* fetchRows(
  handOver: HandOver,
  of: string,
  to: { readonly onServer: ServerManifest; readonly partial: string },
): AsyncGenerator<Uint8Array> {
  const { onServer, partial } = to;
  const file = `${partial}.part`;
  await using whole = await open(partial, 'w');
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
      if (rows !== part.rows) throw rowsMissing(name, part, rows);
      await using packed = await open(file);
      for await (const chunk of packed.createReadStream({ autoClose: false }))
        await whole.writeFile(chunk as Buffer);
    }
  } finally {
    await rm(file, { force: true });
  }
}

/** The manifest is here: the server's copy is of no use any more, and no reason to fail. */
async function removeSpool(
  context: StepContext,
  { ssm }: ManifestPorts,
  { label }: WantedManifest,
  server: string,
): Promise<void> {
  const removed = removeManifestRun(context.runbook, context.run.id, { label, server });
  try {
    await runDocument(context, ssm, removed);
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!(thrown instanceof CutoverError)) throw thrown;
    context.say(`The manifest ${label} stays on ${server} for a week: ${thrown.message}`);
  }
}

const nameOf = ({ label }: WantedManifest): string => `the manifest ${label}`;

const rowsMissing = (name: string, part: ManifestPart, got: number): CutoverError =>
  new CutoverError('unproven', {
    what: `the rows of ${name}`,
    expected: String(part.rows),
    got: String(got),
    cure: 're-run this job; this manifest proved nothing',
  });
