// Values as people really have them: an export with blanks, a zone, a quoted context, users of a directory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import { load, sound } from '../runbook/image-archive.ts';
import { INSPECT, READ, RESTORE, SWITCH, FREEZE, THAW, fstab } from './document-parameters.ts';
import { LIST } from './listing.ts';

const CONTEXT = 'context="system_u:object_r:httpd_sys_rw_content_t:s0:c1,c2"';
const TEXT = sound
  .replace('nfs-server.example.internal:/export/data', '"[fe80::1%eth0]:/export/my data (old)"')
  .replace('rw,hard,vers=4.1', `'rw,hard,${CONTEXT},vers=4.1'`)
  .replace('10.0.1.20:/image-archive', 'file_gw.corp:/image archive')
  .replace('user: www-data', 'user: CORP\\svc app')
  .replace('group: www-data', 'group: domain users');
const { application, gateway, source } = load(TEXT);
const WHO = { User: application.user, Group: application.group };
const MOUNTS = { SourceExport: source.export, GatewayExport: gateway.export };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'real-values-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): Promise<ServerLab> {
  const runbook = join(folder, 'image-archive.yml');
  writeFileSync(runbook, TEXT);
  return openServerLab({ runbook });
}

test('the source is listed: no answer of another mount is taken for a change', async () => {
  await using lab = await open();
  lab.write('a/b', 'x');
  const owner = { ManifestUser: application.user, ManifestGroup: application.group };
  const { said } = await lab.run('list-tree', { ...LIST, ...owner });
  expect(said).toMatchObject({ listed: 'yes', source: source.export, rows: '2' });
});

test('the switch and the way back change fstab to the byte, and nothing is misread', async () => {
  await using lab = await open();
  const before = fstab(lab);
  expect((await lab.run('freeze-source', { ...FREEZE, ...WHO })).said.frozen).toBe('yes');
  const switched = await lab.run('switch-mount', { ...SWITCH, ...MOUNTS });
  expect(switched.said).toMatchObject({ state: 'gateway', source: gateway.export });
  expect(fstab(lab)).toContain('\nfile_gw.corp:/image\\040archive ');
  expect((await lab.run('read-mounts', READ)).said).toMatchObject({ served: 'gateway' });
  const options = { Options: source.options };
  const back = await lab.run('restore-mount', { ...RESTORE, ...MOUNTS, ...options });
  expect(back.said).toMatchObject({ state: 'source', source: source.export });
  expect(before).toContain(`[fe80::1%eth0]:/export/my\\040data\\040(old) `);
  expect(before).toContain(CONTEXT);
  expect((await lab.run('thaw-source', { ...THAW, ...WHO })).said.thawed).toBe('yes');
  expect(fstab(lab)).toBe(before);
});

describe('a map of autofs that names the source is found', () => {
  test.each([
    ['/x -rw "[fe80::1%eth0]:/export/my data (old)"', 1],
    ['/x -rw [fe80::1%eth0]:/export/my\\ data\\ (old)/sub', 1],
    ['"/mnt/data" other:/x', 1],
    ['/x -rw [fe80::1%eth0]:/export/my', 0],
    ['/x -rw "[fe80::1%eth0]:/export/my data (old)er"', 0],
    ['# /x "[fe80::1%eth0]:/export/my data (old)"', 0],
  ])('%s', async (line, count) => {
    await using lab = await open();
    const etc = join(lab.root, 'etc');
    writeFileSync(join(etc, 'auto.master'), `/- ${etc}/auto.direct\n`);
    writeFileSync(join(etc, 'auto.direct'), `${line.replace('/mnt', `${lab.root}/mnt`)}\n`);
    const asked = { ...INSPECT, ...WHO, SourceExport: source.export };
    expect((await lab.run('inspect-server', asked)).said['returns-count']).toBe(String(count));
  });
});
