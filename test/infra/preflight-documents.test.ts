// inspect-server and measure-speed, really run on a server of the lab through the SDK: hostile, killed, refused.
import { describe, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import { INSPECT, MEASURE, note, RUN } from './document-parameters.ts';
import { arm } from './kill-at.ts';

const HIDDEN = '.nfs-cutover-speed-4711-1';
const WRITE = { ...MEASURE, Write: 'yes' };

/** Puts a file on both sides. */
function both(lab: ServerLab, path: string, content: string): void {
  lab.write(path, content);
  const { gateway } = lab.context.world;
  mkdirSync(join(gateway, 'images'), { recursive: true });
  writeFileSync(join(gateway, path), content);
  giveToOrdinaryUser(gateway);
}

const sides = (lab: ServerLab): string[][] =>
  [lab.context.world.source, lab.context.world.gateway].map((side) => readdirSync(side));

describe('inspect-server', () => {
  test('twice is once, and nothing is changed', async () => {
    await using lab = await openServerLab();
    lab.write('images/1.jpg', 'a');
    const first = await lab.run('inspect-server', INSPECT);
    expect(first).toMatchObject({ status: 'Success', stderr: '', said: { inspected: 'yes' } });
    expect((await lab.run('inspect-server', INSPECT)).said).toEqual(first.said);
    expect(readdirSync(join(lab.root, 'var/lib'))).toEqual(['amazon']);
  });

  test('hostile names end as one line of plain text', async () => {
    const at = `/srv/$(touch pwned) '"\n@refusal=eA==`;
    await using lab = await openServerLab({
      faults: { server: { mounts: [{ is: 'bind', at }], container: at, attribute: 'a\nb' } },
    });
    lab.write('a\nb', 'x');
    const { said, code } = await lab.run('inspect-server', INSPECT);
    expect(code).toBe(0);
    expect(said.others?.split('\n')).toHaveLength(1);
    expect(said.others).toMatch(/\/srv\/\$\(touch\\x20pwned\)/);
    expect(said['namespaces-stay']?.split('\n')).toHaveLength(1);
    expect(said.attributes).toMatch(/^seen 1 1 0 2 40 .*\/a\\012b$/);
  });

  test('a long list is cut, and its length is shown', async () => {
    const mounts = Array.from({ length: 300 }, (_, i) => ({
      is: 'bind' as const,
      at: `/srv/${'x'.repeat(300)}${i}`,
    }));
    await using lab = await openServerLab({ faults: { server: { mounts } } });
    const { said } = await lab.run('inspect-server', INSPECT);
    expect(said).toMatchObject({ 'others-count': '300', inspected: 'yes' });
    // The server cuts, and the lab takes its folder out of what is left.
    const kept = 200 - lab.root.length;
    expect(said.others?.split('\n').map((line) => line.length)).toEqual(Array(8).fill(kept));
  });

  test('an export that only begins like the source’s is another', async () => {
    await using lab = await openServerLab({ faults: { server: { autofs: 'direct' } } });
    const map = join(lab.root, 'etc/auto.direct');
    const lines = [`/x ${INSPECT.SourceExport}base`, `/y ${INSPECT.SourceExport}/sub`, '# /z'];
    writeFileSync(map, lines.join('\n'));
    const { said } = await lab.run('inspect-server', INSPECT);
    expect(said['returns-count']).toBe('1');
    expect(said.returns).toMatch(/^autofs \/etc\/auto.direct:2: \/y .*\/sub$/);
  });

  test('further masters are read, and programs as maps are not run', async () => {
    await using lab = await openServerLab({ faults: { server: { autofs: 'unread' } } });
    const etc = join(lab.root, 'etc');
    mkdirSync(join(etc, 'auto.master.d'));
    writeFileSync(join(etc, 'auto.master'), `+dir:${etc}/auto.master.d\n`);
    writeFileSync(
      join(etc, 'auto.master.d/a.autofs'),
      `/- file:${etc}/auto.direct\n/prog ${etc}/auto.prog`,
    );
    writeFileSync(join(etc, 'auto.direct'), `/any -rw ${INSPECT.SourceExport}\n`);
    writeFileSync(join(etc, 'auto.prog'), `#!/bin/sh\ntouch ${etc}/ran\n`, { mode: 0o755 });
    const { said } = await lab.run('inspect-server', INSPECT);
    expect(said.returns).toMatch(/^autofs \/etc\/auto.direct:1: \/any -rw /);
    expect(said['autofs-unread']).toBe('/etc/auto.prog');
    expect(readdirSync(etc)).not.toContain('ran');
  });

  test('a process that cannot be looked into is counted, unless it has ended', async () => {
    await using lab = await openServerLab();
    const proc = join(lab.root, 'proc');
    rmSync(join(proc, '812/mountinfo'));
    mkdirSync(join(proc, '900/ns'), { recursive: true });
    const { said } = await lab.run('inspect-server', INSPECT);
    expect(said).toMatchObject({ 'namespaces-unread': '1', 'namespaces-follow': '0' });
    rmSync(join(proc, 'self'), { recursive: true });
    const blind = await lab.run('inspect-server', INSPECT);
    expect(blind.said).toMatchObject({ 'namespaces-unread': 'all' });
  });

  test.each<[string, Record<string, string>]>([
    ['bad-parameter', { ProcPath: 'proc' }],
    ['bad-parameter', { RootPath: '/etc/../etc' }],
    ['outside-mount', { CanaryCopy: '../x' }],
    ['outside-mount', { CanaryFolder: '/etc' }],
    ['outside-mount', { ConfirmationCopy: '' }],
    ['outside-mount', { ConfirmationFolder: 'a//b' }],
    ['no-user', { User: 'nobody-here' }],
  ])('refuses with %s', async (code, change) => {
    await using lab = await openServerLab();
    expect((await lab.run('inspect-server', { ...INSPECT, ...change })).said.refusal).toBe(code);
  });
});

describe('measure-speed', () => {
  test('names with anything in them', async () => {
    await using lab = await openServerLab();
    const names = ['a b', '$(id)', "it's", 'a\nb', '-rf', '%s\\n'];
    for (const name of names) both(lab, `images/${name}`, name.repeat(9000));
    const { said, stderr } = await lab.run('measure-speed', { ...MEASURE, Files: '9' });
    expect({ ...said, stderr }).toEqual({
      'read-files': '6',
      'read-bytes': String(6 * 4096),
      'read-way': 'direct',
      'read-source': '12',
      'read-gateway': '18',
      measured: 'yes',
      stderr: '',
    });
  });

  test('where the cache cannot be passed by, both sides are read through it', async () => {
    await using lab = await openServerLab();
    both(lab, 'images/a', 'a');
    const tool = join(lab.context.world.root, 'tools/dd');
    const script = readFileSync(tool, 'utf8').replace(
      'iflag=direct | iflag=nocache) continue ;;',
      'iflag=nocache) continue ;; iflag=direct) exit 1 ;;',
    );
    writeFileSync(tool, script);
    const { said } = await lab.run('measure-speed', MEASURE);
    expect(said).toMatchObject({ 'read-way': 'cached', 'read-files': '1', measured: 'yes' });
  });

  test.each([
    ['before', 'mkdir', 3],
    ['after', 'mkdir', 2],
    ['before', 'dd', 4],
    ['after', 'mv', 2],
    ['before', 'rm', 2],
  ] as const)('killed %s %s number %i, the next attempt removes what is left', async (...at) => {
    await using lab = await openServerLab();
    both(lab, 'images/a', 'a');
    const [when, tool, nth] = at;
    const disarm = arm(lab, { when, tool, nth });
    const killed = await lab.run('measure-speed', WRITE);
    disarm();
    expect(killed).toMatchObject({ status: 'Failed', code: -1 });
    const again = await lab.run('measure-speed', WRITE);
    expect(again.said).toMatchObject({ measured: 'yes', left: '' });
    expect(sides(lab)).toEqual([['images'], ['images']]);
    expect(note(lab, RUN.Run)).toBe(undefined);
  });

  test('what others have put into the folder stays, and is reported', async () => {
    await using lab = await openServerLab();
    both(lab, 'images/a', 'a');
    const theirs = join(lab.context.world.source, HIDDEN, 'theirs');
    const tool = join(lab.context.world.root, 'tools/mv');
    writeFileSync(tool, `#!/bin/sh\n: >'${theirs}'\nexec /bin/mv "$@"\n`);
    const { said } = await lab.run('measure-speed', WRITE);
    expect(said).toMatchObject({
      measured: 'yes',
      left: expect.stringMatching(/\/mnt\/data\/\.nfs-cutover-speed-4711-1$/),
    });
    expect(readFileSync(theirs, 'utf8')).toBe('');
    expect(sides(lab)[1]).toEqual(['images']);
    expect((await lab.run('measure-speed', WRITE)).said.refusal).toBe('not-removed');
  });

  test.each<[string, Record<string, string>]>([
    ['bad-parameter', { Files: '0' }],
    ['bad-parameter', { Files: '201' }],
    ['bad-parameter', { Files: '1;id' }],
    ['bad-parameter', { Size: '16777217' }],
    ['bad-parameter', { Size: '99999999999' }],
    ['bad-parameter', { Write: 'maybe' }],
    ['bad-parameter', { Run: '../x' }],
    ['no-user', { User: 'nobody-here' }],
    ['not-mounted', { GatewayMountPath: '/srv' }],
    ['outside-mount', { ReadFolder: '../x' }],
    ['outside-mount', { WriteFolder: 'out', Write: 'yes' }],
    ['write-failed', { WriteFolder: 'no/folder', Write: 'yes' }],
  ])('refuses with %s: %j', async (code, change) => {
    await using lab = await openServerLab();
    both(lab, 'images/a', 'a');
    symlinkSync('/tmp', join(lab.context.world.source, 'out'));
    const { said } = await lab.run('measure-speed', { ...MEASURE, ...change });
    expect(said.refusal).toBe(code);
    expect(readdirSync(lab.context.world.gateway)).toEqual(['images']);
  });
});
