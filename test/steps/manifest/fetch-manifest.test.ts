// The manifest of a mount, from a server of the lab to a file.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { fetchManifest } from '../../../src/steps/manifest/fetch-manifest.ts';
import { expectedRows, hostileNames, plant, withoutTimes } from '../../infra/hostile-tree.ts';
import { changed } from '../../runbook/image-archive.ts';
import { openManifestLab, rowsIn, WANTED } from './manifest-lab.ts';
import { sha256 } from './manifest-server.ts';

/** The runbook that lets agents hand all parts over. */
const BY_AGENT = changed('evidence:\n', 'evidence:\n  upload: agent\n');

describe('from a server of the lab', () => {
  test.each([
    [
      'the server',
      undefined,
      /^\d+ parts by presigned uploads$/,
      /^uploads\/4711\/source\/[0-9a-f]{64}$/,
    ],
    [
      'its agent',
      BY_AGENT,
      /^by the agent: the runbook says so$/,
      /^outputs\/4711\/source\/[0-9a-f-]{36}\/i-0a1b2c3d4e5f60718\/awsrunShellScript\/readManifestPart\/stdout$/,
    ],
  ])('2,000 hostile names come by %s, each once, in several parts', async (...row) => {
    const [, runbook, handedOver, key] = row;
    await using opened = await openManifestLab({ ...(runbook !== undefined && { runbook }) });
    const { lab } = opened;
    const { source } = lab.context.world;
    plant(source, hostileNames(2000));
    for (let i = 0; i < 2000; i += 1)
      writeFileSync(join(source, `images/${sha256(String(i))}`), '');
    giveToOrdinaryUser(source);
    const manifest = await opened.fetch({
      partBytes: 65536,
      export: 'nfs-server.example.internal:/export/data',
    });
    const rows = rowsIn(manifest);
    expect(withoutTimes(rows)).toEqual(expectedRows(source));
    expect(manifest).toMatchObject({
      file: join(opened.directory, 'source.rows.gz'),
      rows: expectedRows(source).length,
      pruned: 0,
      denied: 0,
      sha256: sha256(rows),
      server: 'i-0a1b2c3d4e5f60718',
      source: 'nfs-server.example.internal:/export/data',
    });
    const outputs = [...lab.store.keys(opened.ports.outputs.name)];
    expect(outputs.length).toBeGreaterThan(1);
    for (const one of outputs) expect(one).toMatch(key);
    expect(manifest.handedOver).toMatch(handedOver);
    const state = join(lab.context.world.server(manifest.server), 'var/lib/nfs-cutover/4711');
    expect(() => readFileSync(join(state, 'tree-source/answer'))).toThrow('ENOENT');
  });

  test('the gateway’s mount too; a listing of another export than expected proves nothing', async () => {
    await using opened = await openManifestLab();
    const { gateway } = opened.lab.context.world;
    const wanted = { mount: '/mnt/fgw', label: 'gateway' };
    const seen = await opened.fetch({ ...wanted, export: '10.0.1.20:/image-archive' });
    expect(withoutTimes(rowsIn(seen))).toEqual(expectedRows(gateway));
    await expect(
      opened.fetch({ ...wanted, export: 'nfs-server.example.internal:/export/data' }),
    ).rejects.toMatchObject({ code: 'unproven' });
  });

  test('an empty tree is a manifest without rows', async () => {
    await using opened = await openManifestLab();
    const { source } = opened.lab.context.world;
    for (const folder of ['images', 'catalogue']) rmSync(join(source, folder), { recursive: true });
    const manifest = await opened.fetch();
    expect(manifest).toMatchObject({ rows: 0, folders: 0 });
    expect(rowsIn(manifest)).toHaveLength(0);
  });

  test('a mount that is not there is an error', async () => {
    await using opened = await openManifestLab();
    await expect(opened.fetch({ mount: '/mnt/nothing' })).rejects.toMatchObject({
      code: 'server-refused',
      message: expect.stringContaining('not-mounted'),
    });
  });

  test('uploads that fail are an error that names the part, though the commands say Success', async () => {
    await using opened = await openManifestLab({ runbook: BY_AGENT });
    const { outputs, ssm } = opened.ports;
    // The agent's upload goes to a bucket that is not there; it only logs that.
    const lost = { ssm, outputs: { name: 'no-such-bucket', stream: outputs.stream.bind(outputs) } };
    const wanted = { ...WANTED, directory: opened.directory };
    await expect(
      fetchManifest(opened.context, lost as typeof opened.ports, wanted),
    ).rejects.toMatchObject({
      code: 'unproven',
      message: expect.stringMatching(/^part 1 of 1 of the manifest source: .*404.*s3:PutObject/),
    });
    // What was listed is still on the server, and a re-run finds it.
    const manifest = await opened.fetch();
    expect(manifest.rows).toBe(expectedRows(opened.lab.context.world.source).length);
    expect(opened.said).toContainEqual(expect.stringMatching(/^source: found 203 paths on i-0a1b/));
  });
});
