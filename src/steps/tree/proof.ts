// The proof of a whole tree: the file by which a later re-check knows what was proven, with the digests of its folders.
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, digest } from '../../core/canonical-json.ts';
import type { Instant } from '../../core/clock.ts';
import type { Verdict } from '../../core/record.ts';
import { openFileSink, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { writeFolderDigests } from '../../reconcile/folders/folder-digests.ts';
import type { DigestOptions } from '../../reconcile/folders/folder-digests.ts';
import type { Filters } from '../../reconcile/paths/path-patterns.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import { acceptListText } from './tree-policy.ts';

/** The layer that a proof compared with the source. */
export type ProvenLayer = 'bucket' | 'gateway';

export interface Proof {
  readonly format: 1;
  readonly layer: ProvenLayer;
  readonly run: string;
  readonly job: string;
  readonly step: string;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly provenAt: string;
  /** When the proven transfer began: the proof does not cover newer rows. */
  readonly transferredAt: Instant;
  /** Digests of the runbook, and of the task's filters and the reviewed list of extras: what the proof let pass. */
  readonly runbook: string;
  readonly policy: string;
  readonly manifest: { readonly sha256: string; readonly rows: number; readonly folders: number };
  /** SHA-256 of the file of digests beside it. */
  readonly digests: string;
  /** What its samples have shown. */
  readonly statements: readonly string[];
}

/** What a comparison lets pass, as one digest: a proof counts only if all of that is still the same. */
export const policyDigest = (context: StepContext, filters: Filters): string =>
  digest({ filters, accepted: acceptListText(context) ?? null });

/** The same for the runbook. */
export const runbookDigest = ({ runbook }: StepContext): string => digest(runbook);

export interface ProvenTree {
  readonly verdict: Verdict;
  readonly frozen: boolean;
  readonly transferredAt: Instant | undefined;
  readonly manifest: Manifest;
  readonly filters: Filters;
  readonly statements: readonly string[];
  /** Rows of the extras that the run has still to remove, as `pendingFile` names it. */
  readonly pending: string;
}

/** Where a comparison keeps the rows of the extras that the run has still to remove. */
export const pendingFile = ({ env, run }: StepContext): string =>
  join(manifestFolder(env), `${run.stepId}.to-remove.gz`);

/** Writes a proof if a re-check of this run may build on it, and returns its SHA-256; '' without a proof. */
export async function leaveProof(
  context: StepContext,
  layer: ProvenLayer,
  tree: ProvenTree,
): Promise<string> {
  const { verdict, frozen, transferredAt, manifest } = tree;
  const wanted = !frozen && context.runbook.verify.recheck === 'incremental';
  if (!wanted || verdict !== 'pass' || manifest.denied > 0 || transferredAt === undefined)
    return '';
  return writeProof(context, layer, { ...tree, transferredAt });
}

/**
 * Writes `proof/<layer>.json` and `proof/<layer>.folders.gz`, which the job keeps as an artifact. Returns the SHA-256
 * of the former, which has the digest of the latter: a later job compares both with what it downloads.
 */
async function writeProof(
  context: StepContext,
  layer: ProvenLayer,
  seen: ProvenTree & { readonly transferredAt: Instant },
): Promise<string> {
  const { runbook, run, clock, env } = context;
  const { manifest, transferredAt, filters, statements, pending } = seen;
  const folder = join(env.RUNNER_TEMP ?? '.', 'proof');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${layer}.folders.gz`);
  // A re-check must look at folders with something to remove, though nothing changes there at the source.
  const folders = await digestFolders(manifest, file, {
    newerThan: transferredAt,
    ...(runbook.verify.removeLimit !== undefined && { around: readRowsFile(pending) }),
  });
  const proof: Proof = {
    format: 1,
    layer,
    run: run.id,
    job: run.job,
    step: run.stepId,
    attempt: run.attempt,
    provenAt: new Date(clock.now()).toISOString(),
    transferredAt,
    runbook: runbookDigest(context),
    policy: policyDigest(context, filters),
    manifest: { sha256: manifest.sha256, rows: manifest.rows, folders },
    digests: await sha256Of(file),
    statements,
  };
  const text = canonicalJson(proof);
  writeFileSync(join(folder, `${layer}.json`), text);
  return sha256(text);
}

/** Writes the digests of a manifest's folders, and returns how many there are. */
export async function digestFolders(
  manifest: Manifest,
  file: string,
  unknown: Pick<DigestOptions, 'newerThan' | 'around'> = {},
): Promise<number> {
  await using sink = openFileSink(file);
  const folders = await writeFolderDigests(readRowsFile(manifest.file), sink, unknown);
  await sink.end();
  return folders;
}

export interface FoundProof {
  readonly proof: Proof;
  /** The file of digests. */
  readonly file: string;
}

export interface FoundProofs {
  /** The proof with the wanted SHA-256, with its digests; or a text that says why there is none. */
  readonly wanted: FoundProof | string;
  /** Attempts of this run that have left a proof of the gateway, as far as the job has downloaded them. */
  readonly gatewayAttempts: readonly number[];
}

/** Looks below `folder`, where the downloaded artifacts `proof-…` lie, for the proof with this digest. */
export async function findProof(
  folder: string,
  layer: ProvenLayer,
  wanted: string,
): Promise<FoundProofs> {
  const files = namesBelow(folder);
  const gatewayAttempts = files
    .filter((file) => file.endsWith(fileName('gateway')))
    .flatMap((file) => {
      const attempt = (parse(readFileSync(file, 'utf8')) as Partial<Proof> | undefined)?.attempt;
      return typeof attempt === 'number' ? [attempt] : [];
    });
  const candidates = files.filter((file) => file.endsWith(fileName(layer)));
  const found = candidates.find((file) => sha256(readFileSync(file, 'utf8')) === wanted);
  if (found === undefined) {
    const why =
      candidates.length === 0
        ? 'its artifact was not downloaded'
        : `none of ${candidates.length} downloaded has the SHA-256 ${wanted}`;
    return { wanted: why, gatewayAttempts };
  }
  const proof = parse(readFileSync(found, 'utf8')) as Proof;
  const digests = found.replace(/\.json$/, '.folders.gz');
  const got = files.includes(digests) ? await sha256Of(digests) : 'nothing';
  if (got !== proof.digests)
    return {
      wanted: `its file of digests must have the SHA-256 ${proof.digests}, and has ${got}`,
      gatewayAttempts,
    };
  return { wanted: { proof, file: digests }, gatewayAttempts };
}

const fileName = (layer: ProvenLayer): string => `/${layer}.json`;

function namesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => join(folder, name));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
