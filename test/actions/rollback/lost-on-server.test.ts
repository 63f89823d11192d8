// A job that has lost the migration learns it from a server before the journal says so.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RUN } from '../../infra/document-parameters.ts';
import { sessionOf } from '../../infra/roles.ts';
import { openBench } from '../action-process.ts';

const ENV = {
  GITHUB_JOB: 'cutover',
  GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/cutover.yml@refs/heads/main',
  AWS_SESSION_TOKEN: sessionOf('cutover'),
  AWS_ROLE_ARN: `arn:aws:iam::111122223333:role/${sessionOf('cutover').slice('session-of-'.length)}`,
};

test('a job that a server tells first that it has lost leaves the same side record', async () => {
  await using bench = await openBench();
  const freeze = { action: 'freeze-source', env: ENV };
  expect((await bench.run(freeze)).code).toBe(0);
  // The job rollback has raised the epoch there, while the journal did not answer.
  const { world } = bench.lab.context;
  const [server = ''] = world.names.application.servers;
  const epoch = join(world.server(server), RUN.StatePath, 'epoch');
  const known = readFileSync(epoch, 'utf8');
  const raised = known
    .replace(/^epoch=\d+ nonce=\S+/, 'epoch=99 nonce=of-the-rollback')
    .replace(/owner=\S+/, 'owner=42/1/rollback');
  expect(raised).not.toBe(known);
  writeFileSync(epoch, raised);
  const lost = await bench.run(freeze);
  expect([lost.outputs.error, lost.stdout]).toEqual([
    'server-refused',
    expect.stringContaining('overtaken'),
  ]);
  const side = 'evidence/image-archive/gate/side/42.1.cutover.step.json';
  const kept = bench.lab.store.bytes('image-archive-evidence-111122223333', side);
  expect(JSON.parse(kept.toString('utf8'))).toMatchObject({
    says: `lost to run 42, attempt 1, job rollback, as ${server} says`,
  });
});
