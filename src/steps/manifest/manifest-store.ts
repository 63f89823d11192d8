// The files of a job beside its records: manifests, found again or fetched, and the file of differences.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileSink } from '../../reconcile/rows/rows-file.ts';
import type { FileSink } from '../../reconcile/rows/rows-file.ts';
import { differencesHead } from '../../reconcile/differences.ts';
import type { StepContext } from '../frame/context.ts';
import { fetchManifest } from './fetch-manifest.ts';
import type { Manifest, ManifestPorts, WantedManifest } from './list-tree.ts';

// The file of differences: beside the step's record, so that both travel in one artifact.

/** Opens `records/<step id>.differences.txt` with its legend written; `name` is the file's name there. */
export async function openDifferences(
  { env, run }: StepContext,
  report = false,
): Promise<FileSink & { readonly name: string }> {
  const folder = join(env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const name = `${run.stepId}.differences.txt`;
  const sink = openFileSink(join(folder, name));
  await sink.write(Buffer.from(differencesHead(report)));
  return { ...sink, name };
}

/** Where manifests lie during a job, beside its records. */
export function manifestFolder(env: NodeJS.ProcessEnv): string {
  const folder = join(env.RUNNER_TEMP ?? '.', 'manifests');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The manifest with this label, made by a step before this one in the same job, or fetched now. The comparison checks
 * the row count of a found one again.
 */
export async function manifestOf(
  context: StepContext,
  ports: ManifestPorts,
  wanted: Omit<WantedManifest, 'directory'>,
): Promise<Manifest> {
  const directory = manifestFolder(context.env);
  const known = wanted.fresh === true ? undefined : knownManifest(context.env, wanted.label);
  if (known !== undefined) {
    context.say(`${wanted.label}: the manifest of an earlier step, ${known.rows} paths.`);
    return known;
  }
  const manifest = await fetchManifest(context, ports, { ...wanted, directory });
  writeFileSync(join(directory, `${wanted.label}.json`), JSON.stringify(manifest));
  return manifest;
}

/** The manifest of this label that a step before this one has made in the same job, or undefined. */
export const knownManifest = (env: NodeJS.ProcessEnv, label: string): Manifest | undefined =>
  readNote(join(manifestFolder(env), `${label}.json`));

function readNote(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
