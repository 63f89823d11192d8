// Manifests: times before 1970, the agent's folder, and the upload of a part.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Parameters, Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, served } from './case.ts';

const FOLDER = '.nfs-cutover-calibration-4711-1';
const LIST: Parameters = {
  Label: 'source',
  ManifestUser: 'app',
  ManifestGroup: 'app',
  Fresh: 'yes',
  Finds: '2',
  PartBytes: '1048576',
  LimitSeconds: '600',
};
const SPOOL = '/var/lib/nfs-cutover/mnt-data-6faba07f33e6/4711-1/tree-source';

/** What the manifest says of a path: type, size, mtime and so on. */
const rowOf = ({ sh }: Server, path: string): Promise<string> =>
  sh(`gzip -dc ${SPOOL}/part.1 | tr '\\0' '\\n' | sed -n 's#/${path}$##p'`);

/** Answers one request with 200, and keeps its head and its body. */
const RECEIVER = `
import socket
listener = socket.create_server(('127.0.0.1', 8099))
taken, _ = listener.accept()
data = b''
while b'\\r\\n\\r\\n' not in data: data += taken.recv(65536)
head, body = data.split(b'\\r\\n\\r\\n', 1)
if b'100-continue' in head: taken.sendall(b'HTTP/1.1 100 Continue\\r\\n\\r\\n')
fields = dict(line.lower().split(b': ', 1) for line in head.split(b'\\r\\n')[1:])
while len(body) < int(fields[b'content-length']): body += taken.recv(65536)
open('/tmp/head', 'wb').write(head)
open('/tmp/body', 'wb').write(body)
taken.sendall(b'HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n')
taken.close()`;

const upload = async ({ sh, run }: Server, url: string): Promise<string | undefined> => {
  const [bytes, sum] = (
    await sh(`stat -c %s ${SPOOL}/part.1; sha256sum ${SPOOL}/part.1 | cut -c 1-64`)
  ).split('\n');
  const sha256 = Buffer.from(sum ?? '', 'hex').toString('base64');
  const Uploads = `1 ${bytes} ${sha256} ${url}`;
  return done(await run('upload-parts', { Label: 'source', BucketOwner: '111122223333', Uploads }))[
    'upload-1'
  ];
};

export const LISTING: readonly Case[] = [
  {
    name: 'manifest: a time before 1970 is as find writes it, and NFSv3 makes 1970 of it once',
    play: async (server) => {
      const { run, version } = server;
      const make = { Target: FOLDER, Ensure: 'present' };
      const { entries = '' } = done(await run('calibration-folder', make));
      assert.match(
        entries,
        version === '3' ? / 0\.000000000 1 \/old$/m : / -1\.500000000 1 \/old$/m,
      );
      const { denied } = done(await run('list-tree', LIST));
      assert.equal(denied, '0');
      const listed = await rowOf(server, `${FOLDER}/old`);
      assert.equal(listed.split(' ')[2], version === '3' ? '0.0000000000' : '-2.5000000000');
      assert.equal(done(await run('calibration-folder', make)).entries, entries);
      done(await run('list-tree', LIST));
      assert.equal(await rowOf(server, `${FOLDER}/old`), listed);
      done(await run('calibration-folder', { ...make, Ensure: 'absent' }));
    },
  },
  {
    name: 'manifest: by a mount of its own it has what others have just written, under the freeze and behind the switch',
    play: async (server) => {
      const { run, sh } = server;
      const own = { ...LIST, OwnExport: SOURCE };
      const mounts = 'cat /proc/self/mountinfo; ls -A /tmp; cat /run/mount/utab 2>/dev/null || :';
      done(await run('freeze-source'));
      // Now this client remembers all of it.
      done(await run('list-tree', LIST));
      const before = await sh(mounts);
      await sh('echo 1 >/srv/source/images/a/other; echo 1 >/srv/source/images/a/00001.jpg');
      assert.equal(done(await run('list-tree', own)).source, SOURCE);
      assert.notEqual(await rowOf(server, 'images/a/other'), '');
      assert.match(await rowOf(server, 'images/a/00001.jpg'), /^f 2 /);
      assert.equal(await sh(mounts), before);
      done(await run('switch-mount'));
      await sh('echo 1 >/srv/source/images/a/behind');
      assert.equal(done(await run('list-tree', own)).source, SOURCE);
      assert.notEqual(await rowOf(server, 'images/a/behind'), '');
      assert.equal(await served(server), `${GATEWAY} rw`);
      done(await run('restore-mount'));
      done(await run('thaw-source'));
    },
  },
  {
    name: 'manifest: from a folder that the user cannot enter all is listed and measured, and nothing is left',
    versions: ['4.1'],
    play: async ({ run, sh }) => {
      assert.equal(await sh('stat -c %a /root'), '700');
      const measured = done(
        await run('measure-speed', {
          ...{ ReadFolder: 'images/a', WriteFolder: '', Files: '3', Size: '4096', Write: 'yes' },
        }),
      );
      assert.deepEqual([measured.left, measured.measured], ['', 'yes']);
      assert.equal(await sh('find /mnt/data /mnt/gateway -maxdepth 1 -name ".nfs-cutover*"'), '');
    },
  },
  {
    name: 'manifest: curl puts a part with the signed headers, and ends where there is no way to S3',
    versions: ['4.1'],
    play: async (server) => {
      const { run, sh } = server;
      done(await run('list-tree', LIST));
      await sh(
        `cat >/tmp/receiver.py <<'PROGRAM'\n${RECEIVER}\nPROGRAM\nsystemd-run -q --unit receiver python3 /tmp/receiver.py; sleep 3`,
      );
      assert.equal(await upload(server, 'http://127.0.0.1:8099/b/k?X-Amz-Signature=0a'), '0 200 ');
      await sh(`cmp /tmp/body ${SPOOL}/part.1`);
      const head = await sh('tr -d "\\r" </tmp/head');
      for (const line of [
        'PUT /b/k?X-Amz-Signature=0a HTTP/1.1',
        'If-None-Match: *',
        'x-amz-expected-bucket-owner: 111122223333',
      ])
        assert.ok(head.split('\n').includes(line), head);
      const away = 'https://b.s3.us-west-2.amazonaws.com/k?X-Amz-Signature=0a';
      assert.match((await upload(server, away)) ?? '', /^(6|7|28) 000 $/);
    },
  },
];
