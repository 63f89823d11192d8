// Decides how much a re-check must look at: only what changed since a proof of this run, or everything, and why.
import { join } from 'node:path';
import type { Fact } from '../../core/record.ts';
import { utc } from '../../core/values/instant.ts';
import { FolderRows, FolderSet } from '../../reconcile/folders/folder-rows.ts';
import type { Filters } from '../../reconcile/paths/path-patterns.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { foldersToCheck } from '../../reconcile/folders/changed-folders.ts';
import type { FolderToCheck } from '../../reconcile/folders/changed-folders.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import { digestFolders, findProof, policyDigest, runbookDigest } from './proof.ts';
import type { FoundProof, FoundProofs, Proof, ProvenLayer } from './proof.ts';

export interface RecheckInputs {
  /** The folder with the downloaded artifacts `proof-…`; without it the step looks at everything. */
  readonly since: string | undefined;
  /** SHA-256 of the proof, the output of the step that made it; empty if it made none. */
  readonly proof: string | undefined;
  /** Whether a proof of an earlier attempt counts, as the journal says: nobody has written through the gateway since. */
  readonly 'proofs-hold': boolean;
}

export interface Everything {
  readonly kind: 'all';
  /** The reason, if the runbook asks for a re-check; `unwanted` makes it a warning. */
  readonly why?: string;
  readonly unwanted: boolean;
  /** With too many changed folders: how many. */
  readonly changed?: number;
}

export interface ChangedOnly {
  readonly kind: 'changed';
  readonly proof: Proof;
  /** SHA-256 of the proof. */
  readonly digest: string;
  /** The folders to look at; `changed` counts those, and others, that came, went or changed. */
  readonly folders: readonly FolderToCheck[];
  readonly set: FolderSet;
  readonly changed: number;
  /** Folders of the source in all. */
  readonly all: number;
  /** How many paths of the source lie in `folders`, as its digests say. */
  readonly rows: number;
}

export type Recheck = Everything | ChangedOnly;

/**
 * Why a re-check of the layer cannot build on its proof, as far as that shows without AWS: the proof is
 * missing, or of another run, runbook or attempt. Undefined if it can.
 */
export async function missingProof(
  context: StepContext,
  layer: ProvenLayer,
  { since, proof, 'proofs-hold': proofsHold }: RecheckInputs & { readonly since: string },
): Promise<string | undefined> {
  if (proof === undefined) return NOT_HANDED_OVER;
  return whyNot(context, await findProof(since, layer, proof), { proofsHold });
}

const NOT_HANDED_OVER = 'no job of this run has handed one over';

/** Decides. Any doubt about the proof means everything; that is never a failure by itself. */
export async function recheckOf(
  context: StepContext,
  layer: ProvenLayer,
  { since, proof, 'proofs-hold': proofsHold }: RecheckInputs,
  now: {
    readonly manifest: Manifest;
    readonly filters: Filters | undefined;
    /** Why only everything is enough, whatever has changed. */
    readonly everything?: string | undefined;
  },
): Promise<Recheck> {
  const { verify } = context.runbook;
  if (since === undefined) return { kind: 'all', unwanted: false };
  if (now.everything !== undefined) return { kind: 'all', why: now.everything, unwanted: true };
  if (verify.recheck === 'full')
    return { kind: 'all', why: 'the runbook asks for it (verify.recheck)', unwanted: false };
  if (proof === undefined) return allBecause(NOT_HANDED_OVER);
  const found = await findProof(since, layer, proof);
  const why = whyNot(context, found, { filters: now.filters, proofsHold });
  if (why !== undefined || typeof found.wanted === 'string') return allBecause(why ?? '');
  return compared(context, now.manifest, { ...found.wanted, digest: proof });
}

async function compared(
  context: StepContext,
  manifest: Manifest,
  { proof, file, digest }: FoundProof & { readonly digest: string },
): Promise<Recheck> {
  const { recheckLimit } = context.runbook.verify;
  const after = join(manifestFolder(context.env), `${context.run.stepId}.folders.gz`);
  const all = await digestFolders(manifest, after);
  const touched = await foldersToCheck(readRowsFile(file), readRowsFile(after), recheckLimit);
  const { folders, changed, tooMany } = touched;
  if (tooMany)
    return {
      kind: 'all',
      why: `${changed} of ${all} folders have changed since ${proofName(proof)}, which is more than verify.recheck-limit, ${recheckLimit}`,
      unwanted: false,
      changed,
    };
  const rows = folders.reduce((sum, one) => sum + one.rows, 0);
  const set = new FolderSet(folders.map(({ path }) => path));
  return { kind: 'changed', proof, digest, folders, set, changed, all, rows };
}

/** The rows of the changed folders out of the source's manifest; checks the manifest's length on the way. */
export const changedRows = (manifest: Manifest, { set }: ChangedOnly): FolderRows =>
  new FolderRows(readRowsFile(manifest.file), set, {
    name: 'the source manifest',
    expected: manifest.rows,
  });

/** Why the found proof does not count, or undefined. */
function whyNot(
  context: StepContext,
  { wanted, gatewayAttempts }: FoundProofs,
  now: { readonly filters?: Filters | undefined; readonly proofsHold: boolean },
): string | undefined {
  const { filters, proofsHold } = now;
  if (typeof wanted === 'string') return wanted;
  const { proof } = wanted;
  const { run } = context;
  if (proof.run !== run.id) return `it is of run ${proof.run}`;
  if (proof.runbook !== runbookDigest(context)) return 'it was made with another runbook';
  if (filters !== undefined && proof.policy !== policyDigest(context, filters))
    return "the task's filters or the accepted extras are others now";
  // A cutover needs the gateway's proof. A cutover of an earlier attempt may have let servers write through the gateway.
  // The journal knows better, where it was asked.
  if (proofsHold) return undefined;
  const tried = gatewayAttempts.some((one) => one >= proof.attempt && one < run.attempt);
  return tried
    ? `it is of attempt ${proof.attempt}, and a server may have written through the gateway since`
    : undefined;
}

const allBecause = (why: string): Everything => ({
  kind: 'all',
  why: `there is no proof to build on: ${why}`,
  unwanted: true,
});

/** `the proof of job verify (attempt 1, 2026-11-22 01:02:03 UTC)`. */
export const proofName = ({ job, attempt, provenAt }: Proof): string =>
  `the proof of job ${job} (attempt ${attempt}, ${utc(provenAt)})`;

/** What a record keeps of the decision. */
export function recheckData(recheck: Recheck, manifest: Manifest): Record<string, unknown> {
  if (recheck.kind === 'all')
    return recheck.why === undefined ? {} : { recheck: { kind: 'full', why: recheck.why } };
  const { proof, digest, folders, changed, all, rows } = recheck;
  const { run, job, step, attempt, provenAt } = proof;
  return {
    recheck: {
      kind: 'incremental',
      since: { run, job, step, attempt, provenAt, digest },
      folders: { all, changed, compared: folders.length },
      paths: { compared: rows, unchanged: manifest.rows - rows },
    },
  };
}

/** The same in words for people. */
export function recheckFacts(recheck: Recheck, manifest: Manifest): Fact[] {
  if (recheck.kind === 'all')
    return recheck.why === undefined
      ? []
      : [{ name: 'Re-check', value: `of everything: ${recheck.why}` }];
  const { proof, digest, folders, changed, all, rows } = recheck;
  return [
    {
      name: 'Builds on',
      value: `${proofName(proof)} of run ${proof.run}, SHA-256 ${digest}`,
    },
    {
      name: 'Folders',
      value: `${changed} of ${all} changed since; ${folders.length} looked at again`,
    },
    {
      name: 'Paths',
      value: `${rows} compared again, ${manifest.rows - rows} unchanged at the source`,
    },
    ...proof.statements.map((value) => ({ name: 'Read by that proof', value })),
  ];
}
