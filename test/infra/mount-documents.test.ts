// switch-mount, restore-mount and read-mounts, really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import { existsSync, lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import { readRows, rowLine } from '../../lab/application-server/mount-table.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import {
  CHANGE,
  FREEZE,
  READ,
  RESTORE,
  RUN,
  SWITCH,
  THAW,
  fstab,
  note,
  openFrozenLab,
  rewrite,
} from './document-parameters.ts';

describe('switch-mount and restore-mount', () => {
  test('change what is served and fstab, and change it back to the byte', async () => {
    await using lab = await openServerLab();
    const before = fstab(lab);
    await lab.run('freeze-source', FREEZE);
    const closed = before
      .replace(/^(nfs-server.*?) 0 0$/m, '$1,ro 0 0')
      .replace(/^nfs-server/m, `# nfs-cutover run=4711-1: read-only until thaw-source\n$&`);
    expect(fstab(lab)).toBe(closed);
    const switched = await lab.run('switch-mount', SWITCH);
    expect(switched).toMatchObject({ code: 0, stderr: '' });
    expect(switched.said).toMatchObject({
      state: 'gateway',
      switched: 'yes',
      source: CHANGE.GatewayExport,
      at: expect.stringMatching(/^2096-09-12T21:3\d:\d\dZ$/),
    });
    const mount = `${lab.root}/mnt/data`;
    const wanted = `# nfs-cutover run=4711-1 at=${switched.said.at}\n10.0.1.20:/image-archive ${mount} nfs rw,hard,nolock,_netdev 0 0\n`;
    expect(fstab(lab)).toBe(before.replace(/^nfs-server.*\n/m, wanted));
    expect(note(lab, 'fstab-before')).toBe(before);
    expect(lstatSync(mount).isSymbolicLink()).toBe(true);
    const twice = await lab.run('switch-mount', SWITCH);
    expect(twice.said).toMatchObject({
      state: 'gateway',
      switched: 'already',
      at: switched.said.at,
    });
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'gateway',
      'at-source': CHANGE.GatewayExport,
      'switched-run': '4711-1',
      'frozen-run': '4711-1',
    });
    const back = await lab.run('restore-mount', RESTORE);
    expect(back.said).toMatchObject({
      state: 'source',
      restored: 'yes',
      options: expect.stringMatching(/^ro,/),
    });
    expect(fstab(lab)).toBe(closed);
    expect((await lab.run('restore-mount', RESTORE)).said.restored).toBe('already');
    expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
    expect(fstab(lab)).toBe(before);
    expect(note(lab, 'fstab-before')).toBe(undefined);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'source',
      'switched-run': '',
    });
    expect(readdirSync(join(lab.root, 'etc'))).toEqual([
      ...['fstab', 'group', 'passwd', 'systemd'],
    ]);
  });

  test('a mount that stays busy is left as it is, and its holders are named', async () => {
    await using lab = await openFrozenLab({
      faults: { busy: { mount: '/mnt/data', times: 1000 } },
    });
    const before = fstab(lab);
    const busy = await lab.run('switch-mount', SWITCH);
    expect(busy).toMatchObject({ code: 3 });
    expect(busy.said).toMatchObject({
      refusal: 'busy',
      state: 'source',
      holders: expect.stringMatching(/4711/),
    });
    expect(busy.said.detail).toMatch(/target is busy/);
    expect(busy.said.options).toMatch(/^ro,/);
    expect(fstab(lab)).toBe(before);
  });

  test('a mount that is busy twice is waited for', async () => {
    await using lab = await openFrozenLab({ faults: { busy: { mount: '/mnt/data', times: 2 } } });
    expect((await lab.run('switch-mount', SWITCH)).said).toMatchObject({
      switched: 'yes',
      state: 'gateway',
    });
  });

  test('a gateway that cannot be mounted: back to the source, read-only as it was', async () => {
    await using lab = await openFrozenLab();
    const before = fstab(lab);
    const failed = await lab.run('switch-mount', { ...SWITCH, GatewayExport: '10.9.9.9:/nothing' });
    expect(failed.said).toMatchObject({
      refusal: 'mount-failed',
      state: 'source',
      source: CHANGE.SourceExport,
      options: expect.stringMatching(/^ro,/),
      detail: expect.stringMatching(/access denied by server/),
    });
    expect(fstab(lab)).toBe(before);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      changing: 'no',
      served: 'source',
    });
  });

  test.each<[string, (lab: ServerLab) => void, Record<string, string>]>([
    [
      'fstab-line-missing',
      (lab) => rewrite(lab, (text) => text.replace(/^nfs-server/m, '# nfs-server')),
      {},
    ],
    [
      'fstab-line-missing',
      (lab) => rewrite(lab, (text) => text + text.replace(/^#.*\n/gm, '')),
      {},
    ],
    [
      'fstab-line-missing',
      (lab) => rewrite(lab, (text) => text.replace('nfs-server.', 'other-server.')),
      {},
    ],
    ['unexpected-mount', () => {}, { SourceExport: 'other:/export' }],
    ['unexpected-mount', () => {}, { MountPath: '/var/lib' }],
    ['fstab-failed', () => {}, { FstabPath: '/etc/nothing' }],
    ['stacked-mounts', stack, {}],
    ['bad-parameter', () => {}, { Options: 'rw hard' }],
    ['bad-parameter', () => {}, { GatewayExport: '-o:/x' }],
    ['bad-parameter', () => {}, { GatewayExport: CHANGE.SourceExport }],
  ])('refuse with %s', async (code, prepare, change) => {
    await using lab = await openFrozenLab();
    prepare(lab);
    const before = fstab(lab);
    const refused = await lab.run('switch-mount', { ...SWITCH, ...change });
    expect(refused).toMatchObject({ code: 3, said: { refusal: code } });
    if (code !== 'bad-parameter')
      expect(refused.said.state).toMatch(/^(source|none|other|stacked)$/);
    expect(fstab(lab)).toBe(before);
    expect(existsSync(join(lab.root, 'etc/fstab.nfs-cutover-new'))).toBe(false);
  });

  test('restore without a backup writes the line from the parameters', async () => {
    await using lab = await openFrozenLab();
    await lab.run('switch-mount', SWITCH);
    writeFileSync(join(lab.root, RUN.StatePath, 'fstab-before'), '');
    const back = await lab.run('restore-mount', { ...RESTORE, Run: '9-9' });
    expect(back.said).toMatchObject({ restored: 'yes', state: 'source' });
    expect(fstab(lab)).toMatch(
      /^nfs-server\.example\.internal:\/export\/data \S+ nfs rw,hard,vers=4\.1,ro 0 0$/m,
    );
    await lab.run('thaw-source', THAW);
    expect(fstab(lab)).toMatch(
      /^nfs-server\.example\.internal:\/export\/data \S+ nfs rw,hard,vers=4\.1 0 0$/m,
    );
  });

  test('restore keeps what others wrote into fstab since', async () => {
    await using lab = await openFrozenLab();
    await lab.run('switch-mount', SWITCH);
    rewrite(lab, (text) => `${text}tmpfs /scratch tmpfs defaults 0 0\n`);
    await lab.run('restore-mount', { ...RESTORE, Run: '9-9' });
    await lab.run('thaw-source', THAW);
    expect(fstab(lab)).toMatch(/^tmpfs \/scratch/m);
    expect(fstab(lab)).toMatch(/^nfs-server\.\S+ \S+ nfs rw,hard,vers=4\.1,_netdev 0 0$/m);
    expect(fstab(lab)).not.toMatch(/# nfs-cutover|10\.0\.1\.20:\/image-archive \S+\/mnt\/data/);
  });
});

/** Another mount above the source, as `mount` run twice leaves it. */
function stack(lab: ServerLab): void {
  const table = join(lab.state, 'mounts');
  const rows = readRows(readFileSync(table, 'utf8'));
  const [first] = rows;
  const above = first === undefined ? [] : [{ ...first, id: '99' }];
  writeFileSync(table, [...rows, ...above].map((row) => `${rowLine(row)}\n`).join(''));
}
