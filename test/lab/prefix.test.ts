// A task and a share that have a prefix in their bucket: paths stay the same on both mounts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';

test('keys begin with the prefix, paths in the view do not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-prefix-'));
  try {
    const text = readFileSync('runbooks/image-archive.yml', 'utf8');
    const runbook = join(folder, 'runbook.yml');
    const bucketLine = 'name: image-archive-111122223333';
    writeFileSync(runbook, text.replace(bucketLine, `${bucketLine}\n  prefix: archive/2026/`));
    await using lab = await startLab({ runbook });
    const { world, clock } = lab.context;
    const { name } = world.names.bucket;
    const keys = [...lab.store.keys(name)];
    expect(keys.filter((key) => !key.startsWith('archive/2026/'))).toEqual([]);
    expect(keys).toContain('archive/2026/.aws-datasync-metadata');
    expect(existsSync(join(world.gateway, 'images/00001.jpg'))).toBe(true);
    expect(existsSync(join(world.gateway, 'archive'))).toBe(false);
    writeFileSync(join(world.gateway, 'images/mine'), 'mine');
    await lab.gateway.scan();
    await clock.sleep(20_000);
    expect(lab.store.get(name, 'archive/2026/images/mine')?.size).toBe(4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
