// For tests of the re-check: a tree that was copied, shown and proven, and the steps of the cutover that build on it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import type { StepRecord } from '../../../src/core/record.ts';
import { openBench } from '../action-process.ts';
import type { ActionResult, ActionRun, Bench } from '../action-process.ts';

export const BUCKET = 'image-archive-111122223333';
/** Later than anything here: nothing is newer than the transfer. */
const MOMENT = { scope: 'tree', 'transferred-at': '2100-01-01T00:00:00Z' };
const FROZEN = { ...MOMENT, frozen: 'true' };
export const RUNBOOK = readFileSync('runbooks/image-archive.yml', 'utf8').replace(
  'sample: 300',
  'sample: 20',
);
export const HOSTILE = ["it's", 'two\nlines', '100%+#?', '-rf', '😀', ' ', '$(touch x)'];

interface RecheckData {
  readonly recheck: {
    readonly kind: string;
    readonly why?: string;
    readonly since: Readonly<Record<string, unknown>>;
    readonly folders: unknown;
    readonly paths: unknown;
  };
  readonly requests: number;
  readonly first: readonly { readonly verdict: string; readonly path: string }[];
}

export type Ran = ActionResult & { readonly record: StepRecord; readonly data: RecheckData };

export interface Place {
  readonly bench: Bench;
  /** A folder for each job. */
  readonly root: string;
  readonly runbook: string;
}

/** Runs an action in the folder of a job, whose steps see what the ones before have left. */
export async function run(place: Place, job: string, { env, ...what }: ActionRun): Promise<Ran> {
  const temp = join(place.root, job);
  mkdirSync(temp, { recursive: true });
  const result = await place.bench.run({
    prepare: withRunbook(place.runbook),
    ...what,
    env: { RUNNER_TEMP: temp, GITHUB_JOB: job, ...env },
  });
  const file = join(temp, 'records', 'step.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as StepRecord;
  rmSync(file);
  return { ...result, record, data: record.data as unknown as RecheckData };
}

export const withRunbook = (text: string) => (workspace: string) => {
  writeFileSync(join(workspace, 'runbooks/image-archive.yml'), text);
};

export interface World extends Place {
  /** SHA-256 of the proofs of the bucket and of the gateway. */
  readonly bucket: string;
  readonly gateway: string;
}

/** A tree of some folders, copied, shown and proven by attempt 1 of a run; `prepare` comes before the copy. */
export async function proven(
  runbook: string,
  folders: number,
  prepare: (place: Place) => Promise<unknown> = () => Promise.resolve(),
): Promise<World> {
  const bench = await openBench({ runbook });
  const root = mkdtempSync(join(tmpdir(), 'nfs-cutover-recheck-'));
  const place = { bench, root, runbook };
  for (const folder of ['', ...Array.from({ length: folders }, (_, i) => `d${i}/`)])
    for (const name of HOSTILE) write(place, `tree/${folder}${name}/file`, name);
  await prepare(place);
  await transfer(place, 'first');
  await run(place, 'refresh', { action: 'refresh-cache', inputs: { scope: 'share' } });
  const verified = await run(place, 'verify', { action: 'verify-s3', inputs: MOMENT });
  // The jobs of a run share no disk: the second lists the source itself.
  const checked = await run(place, 'refresh', { action: 'check-listing', inputs: MOMENT });
  const { proof: bucket = '' } = verified.outputs;
  const { proof: gateway = '' } = checked.outputs;
  for (const proof of [bucket, gateway]) expect(proof).toMatch(/^[0-9a-f]{64}$/);
  // As the artifacts of both jobs come down in a third.
  for (const job of ['verify', 'refresh'])
    cpSync(join(root, job, 'proof'), join(root, 'proofs', `proof-${job}-1`), { recursive: true });
  return { ...place, bucket, gateway };
}

export async function close({ bench, root }: World): Promise<void> {
  await bench[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
}

export async function transfer(place: Place, delta: string): Promise<void> {
  expect((await run(place, 'sync', { action: 'run-datasync', inputs: { delta } })).code).toBe(0);
}

export const since = ({ root }: Place) => join(root, 'proofs');
export const verifyAgain = (world: World, more: Partial<ActionRun> = {}) =>
  run(world, 'cutover', {
    action: 'verify-s3',
    ...more,
    inputs: { ...FROZEN, since: since(world), proof: world.bucket, ...more.inputs },
  });
export const refreshAgain = (world: World, inputs: Record<string, string> = {}) =>
  run(world, 'cutover', {
    action: 'refresh-cache',
    inputs: { scope: 'changed', since: since(world), proof: world.gateway, ...inputs },
  });
export const checkAgain = (world: World) =>
  run(world, 'cutover', {
    action: 'check-listing',
    inputs: { ...FROZEN, since: since(world), proof: world.gateway },
  });

export function write({ bench }: Place, path: string, text: string): void {
  const { source } = bench.lab.context.world;
  mkdirSync(join(source, path, '..'), { recursive: true });
  writeFileSync(join(source, path), text);
  giveToOrdinaryUser(source);
}

export const lists = ({ lab }: Bench): number =>
  lab.calls.filter(
    ({ operation, resource }) => operation === 'ListObjectsV2' && resource?.endsWith(BUCKET),
  ).length;
export const refreshes = ({ lab }: Bench) =>
  lab.calls.filter(({ operation }) => operation === 'RefreshCache').map(({ input }) => input);
export const found = ({ data }: Ran): string[] =>
  data.first.map(({ verdict, path }) => `${verdict} ${path}`);
