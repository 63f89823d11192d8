// A look before the settling: what a person can settle is ready, and nobody settles where a server serves the gateway.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exportKey, readRows, rowLine } from '../../../lab/application-server/mount-table.ts';
import { stateFolder } from '../../../lab/application-server/server-folder.ts';
import { sessionOf } from '../../infra/roles.ts';
import { takePart } from '../../lab/time/taking-part.ts';
import { openBench } from '../action-process.ts';
import type { Bench } from '../action-process.ts';

const look = (bench: Bench, job: 'look' | 'settle') =>
  bench.run({
    action: 'settle-written',
    inputs: {
      ...{ run: '42', decision: 'source', 'only-check': String(job === 'look') },
      ...{ reason: 'test', ticket: 'CHG0000001' },
    },
    env: {
      ...{ GITHUB_RUN_ID: '60', GITHUB_JOB: job },
      GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/rollback.yml@refs/heads/main',
      AWS_SESSION_TOKEN: sessionOf(job === 'look' ? 'prepare' : 'rollback'),
    },
  });

/** Somebody mounts the gateway in the source's place, by hand. */
function mountGateway({ lab }: Bench): void {
  const { world } = lab.context;
  const { application, gateway, source } = world.names;
  const file = join(stateFolder(world, application.servers[0] ?? ''), 'mounts');
  const rows = readRows(readFileSync(file, 'utf8')).map((row) =>
    row.source === source.export
      ? { ...row, source: gateway.export, key: exportKey(gateway.export) }
      : row,
  );
  writeFileSync(file, rows.map((row) => `${rowLine(row)}\n`).join(''));
}

test('a rollback that nothing was switched in can be settled by a person, too, but not where the gateway serves', async () => {
  await using bench = await openBench();
  const { journal, lab } = bench;
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  const thawed = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
  expect(thawed.outputs.thawed).toBe('true');
  expect((await bench.run({ action: 'list-written' })).code).toBe(0);
  expect(journal.newest?.state).toMatch(/^rolled-back-(none|settled)$/);
  {
    using part = takePart(lab);
    await part.sleep(1_200_000);
  }
  const ready = await look(bench, 'look');
  expect([ready.code, ready.outputs.state]).toEqual([0, 'ready']);
  expect(ready.outputs.seen).toMatch(/^[0-9a-f]{64}$/);

  mountGateway(bench);
  for (const job of ['look', 'settle'] as const) {
    const refused = await look(bench, job);
    expect([refused.outputs.error, refused.record?.error?.message]).toEqual([
      'not-ready',
      expect.stringContaining('expected no server that serves the gateway, got the gateway on i-'),
    ]);
  }
});
