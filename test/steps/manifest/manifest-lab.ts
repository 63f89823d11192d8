// A lab with a bucket for parts of manifests, and the test as a step in it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { startLab } from '../../../lab/lab.ts';
import { openBucket } from '../../../src/aws/s3/s3.ts';
import { openSsm } from '../../../src/aws/ssm/ssm.ts';
import { openClock } from '../../../src/core/clock.ts';
import { serverConnection, storageConnection } from '../../../src/steps/frame/context.ts';
import type { StepContext } from '../../../src/steps/frame/context.ts';
import { fetchManifest } from '../../../src/steps/manifest/fetch-manifest.ts';
import type { Manifest } from '../../../src/steps/manifest/list-tree.ts';
import { file as RUNBOOK, load, sound } from '../../runbook/image-archive.ts';

export const WANTED = { mount: '/mnt/data', label: 'source', user: 'www-data', group: 'www-data' };

/** The lab of the workshop's runbook. Its environment is this process's own as long as it is open. */
export async function openManifestLab(
  options: { readonly faults?: Faults; readonly runbook?: string } = {},
) {
  const environment = { ...process.env };
  const directory = mkdtempSync(join(tmpdir(), 'nfs-cutover-manifest-'));
  const own = join(directory, 'image-archive.yml');
  if (options.runbook !== undefined) writeFileSync(own, options.runbook);
  const lab = await startLab({
    runbook: options.runbook === undefined ? RUNBOOK : own,
    scenario: { ...CALM, faults: options.faults ?? {} },
  });
  const part = lab.participants.open('fetch-manifest');
  Object.assign(process.env, lab.env);
  const env = { ...lab.env, ...part.env };
  const said: string[] = [];
  const context: StepContext = {
    runbook: load(options.runbook ?? sound),
    runbookFile: 'runbooks/image-archive.yml',
    run: { id: '4711', attempt: 1, job: 'verify', stepId: 'tree', url: undefined },
    clock: await openClock(env),
    signal: new AbortController().signal,
    env,
    say: (line) => {
      said.push(line);
    },
  };
  const { account, evidence } = context.runbook;
  const ports = {
    ssm: openSsm(serverConnection(context)),
    outputs: openBucket(storageConnection(context), evidence.bucket, account),
  };
  return {
    lab,
    context,
    ports,
    directory,
    said,
    fetch: (more: object = {}) => fetchManifest(context, ports, { ...WANTED, directory, ...more }),
    [Symbol.asyncDispose]: async () => {
      process.env = environment;
      part[Symbol.dispose]();
      await lab.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The rows of a manifest, unpacked. */
export const rowsIn = ({ file }: Manifest): Buffer => gunzipSync(readFileSync(file));
