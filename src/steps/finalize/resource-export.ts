// The export of what finalize deletes, written before it: one object of canonical JSON, made once, read back by its bytes.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonical-json.ts';
import { CutoverError } from '../../core/errors.ts';
import type { ResourceDescription } from '../../aws/datasync/resources.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import { exportKey } from './export-key.ts';
import type { StepContext } from '../frame/context.ts';
import type { Execution, Resource, TaskResources } from './resources.ts';

/** An export as it is kept: everything was there when it was made. */
export interface Export {
  readonly format: 1;
  readonly runbook: string;
  /** The run whose cutover was confirmed. */
  readonly run: string;
  readonly resources: readonly ExportedResource[];
  readonly executions: readonly Execution[];
}

/** As kept in the bucket; `told` is the key of the description there. */
export type ExportedResource = Omit<Resource, 'description'> & {
  readonly told: ResourceDescription;
};

export interface KeptExport {
  readonly export: Export;
  readonly sha256: string;
}

/** The export of an earlier try, or undefined. Throws `differs` if the object is something else. */
export async function readExport(
  { runbook }: StepContext,
  evidence: EvidenceBucket,
  run: string,
): Promise<KeptExport | undefined> {
  const key = exportKey(runbook.name, run);
  const text = await evidence.read(key);
  if (text === undefined) return undefined;
  const kept = parse(text);
  if (kept?.runbook !== runbook.name || kept.run !== run)
    throw new CutoverError('differs', {
      what: `s3://${evidence.name}/${key}`,
      expected: `the export of ${runbook.name} after run ${run}`,
      got: 'something else',
      cure: 'find out who has written it; this step deleted nothing',
    });
  return { export: kept, sha256: sha256(text) };
}

/** Makes the export, unless it is there, and reads it back. Throws `differs` if it reads something else. */
export async function keepExport(
  context: StepContext,
  evidence: EvidenceBucket,
  run: string,
  found: TaskResources,
): Promise<KeptExport> {
  const { name } = context.runbook;
  const text = canonicalJson(exportOf(name, run, found));
  const made = await evidence.put(exportKey(name, run), text);
  const kept = await readExport(context, evidence, run);
  if (kept === undefined || (made === 'created' && kept.sha256 !== sha256(text)))
    throw new CutoverError('differs', {
      what: `s3://${evidence.name}/${exportKey(name, run)}, read back`,
      expected: `SHA-256 ${sha256(text)}`,
      got: kept === undefined ? 'no object' : `SHA-256 ${kept.sha256}`,
      cure: 'see what else writes to this bucket; this step deleted nothing',
    });
  assertCovers(context, kept.export, found);
  return kept;
}

/** Throws `differs` unless DataSync still describes everything that is there as the export does. */
export function assertCovers(
  { runbook }: StepContext,
  kept: Export,
  { resources, executions }: TaskResources,
): void {
  const others = [
    ...resources
      .filter((one) => one.description !== undefined && !isKept(kept, one))
      .map(({ arn }) => arn),
    ...executions
      .filter(
        (one) =>
          !kept.executions.some(({ arn, status }) => arn === one.arn && status === one.status),
      )
      .map(({ arn }) => arn),
  ];
  if (others.length === 0) return;
  throw new CutoverError('differs', {
    what: `the export ${exportKey(runbook.name, kept.run)} of an earlier try`,
    expected: 'the same as what DataSync says now of all that is still there',
    got: `another description of ${others.join(', ')}`,
    cure: 'find out who has changed it since, and undo that; finalize never overwrites an export, and deletes nothing that it does not hold',
  });
}

/** Equal, except for what changes by itself: whether an agent is online, since when, and its version. */
function isKept(kept: Export, { arn, kind, description, tags }: Resource): boolean {
  const found = kept.resources.find((one) => one.arn === arn && one.kind === kind);
  const lasting = (of: ResourceDescription = {}): ResourceDescription =>
    kind === 'agent'
      ? { ...of, Status: undefined, LastConnectionTime: undefined, Platform: undefined }
      : of;
  return (
    found !== undefined &&
    canonicalJson(lasting(found.told)) === canonicalJson(lasting(description)) &&
    canonicalJson(found.tags) === canonicalJson(tags)
  );
}

function exportOf(runbook: string, run: string, { resources, executions }: TaskResources): Export {
  const there = resources.flatMap(({ description, ...rest }) =>
    description === undefined ? [] : [{ ...rest, told: description }],
  );
  return { format: 1, runbook, run, resources: there, executions };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Undefined for anything that this step would not have written. */
function parse(text: string): Export | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const kept = data as Partial<Export> | null;
  const complete =
    kept?.format === 1 &&
    typeof kept.runbook === 'string' &&
    typeof kept.run === 'string' &&
    isList(
      kept.resources,
      (one) => KINDS.has(String(one.kind)) && isObject(one.told) && isObject(one.tags),
    ) &&
    isList(kept.executions, (one) => typeof one.status === 'string');
  return complete ? (kept as Export) : undefined;
}

const KINDS = new Set(['task', 'source', 'destination', 'agent']);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (
  value: unknown,
  right: (one: Readonly<Record<string, unknown>>) => boolean,
): boolean =>
  Array.isArray(value) &&
  value.every((one: unknown) => isObject(one) && typeof one.arn === 'string' && right(one));
