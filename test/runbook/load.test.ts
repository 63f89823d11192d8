// Loading a runbook: what a sound one becomes, and which texts are refused as a whole.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatProblem } from '../../src/runbook/problem.ts';
import { changed, firstMessage, load, problems, sound } from './image-archive.ts';

describe('a sound runbook', () => {
  test('becomes typed values', () => {
    expect(load(sound)).toEqual({
      version: 1,
      name: 'image-archive',
      description: 'Image archive, from the old NFS server to the S3 File Gateway share',
      account: '111122223333',
      storageRegion: 'us-west-2',
      evidence: { bucket: 'image-archive-evidence-111122223333', upload: 'presigned' },
      verify: {
        depth: 'content',
        sample: 300,
        user: 'root',
        group: 'root',
        extras: 'fail',
        tolerate: [],
        notPortable: [],
        calibrate: false,
        listers: 1,
        newerLimit: 100,
        recheck: 'incremental',
        recheckLimit: 500,
        recheckWithoutProof: 'stop',
        stayBehind: [],
      },
      application: {
        region: 'eu-central-1',
        servers: ['i-0a1b2c3d4e5f60718'],
        user: 'www-data',
        group: 'www-data',
        services: ['image-archive.service'],
        health: { unit: ['image-archive.service'], timeoutMs: 120_000 },
      },
      source: {
        mount: '/mnt/data',
        export: 'nfs-server.example.internal:/export/data',
        options: 'rw,hard,vers=4.1',
      },
      gateway: {
        arn: 'arn:aws:storagegateway:us-west-2:111122223333:gateway/sgw-0A1B2C3D',
        share: 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D',
        mount: '/mnt/fgw',
        export: '10.0.1.20:/image-archive',
        options: 'rw,hard,nolock',
      },
      datasync: {
        task: 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718',
        timeoutMs: 18_000_000,
      },
      bucket: { name: 'image-archive-111122223333', owner: '111122223333', prefix: '' },
      refresh: { logGroup: '/aws/events/nfs-cutover', timeoutMs: 1_800_000 },
      preflight: { speed: { files: 20, size: 1024 ** 2, slowerThan: 5, write: false } },
      canary: { copy: 'images/00001.jpg', to: 'new-image.jpg' },
      confirmation: { copy: 'images/00002.jpg', to: 'new-image2.jpg' },
      gates: { cutover: 'cutover', signOff: [], comment: 'digest', validFor: 7 * 86_400_000 },
      change: { ticket: '^CHG[0-9]{7}$' },
    });
  });

  test('may set what is optional', () => {
    const runbook = load(
      changed(
        '  timeout: 5h',
        '  timeout: 90s\n  options:\n    VerifyMode: NONE\n    BytesPerSecond: -1\n  report: {role: "arn:aws:iam::111122223333:role/r", level: all}',
      )
        .replace('bucket:\n', 'bucket:\n  prefix: /archive/2024\n')
        .replace('gateway:\n', 'gateway:\n  prefix: archive/2024/\n')
        .replace('  timeout: 30m', '  timeout: 30m\n  folders: [images, "images/old ones"]')
        .replace('  cutover: cutover', '  cutover: cutover\n  sign-off: [storage-owner, business]'),
    );
    expect(runbook.datasync).toMatchObject({
      timeoutMs: 90_000,
      options: { VerifyMode: 'NONE', BytesPerSecond: -1 },
      report: { role: 'arn:aws:iam::111122223333:role/r', level: 'all' },
    });
    expect(runbook.bucket.prefix).toBe('archive/2024/');
    expect(runbook.gateway.prefix).toBe('archive/2024/');
    expect(runbook.refresh.folders).toEqual(['images', 'images/old ones']);
    expect(runbook.gates.signOff).toEqual(['storage-owner', 'business']);
  });

  test('may write a size where DataSync counts bytes', () => {
    const text = changed('  timeout: 5h', '  timeout: 5h\n  options: {BytesPerSecond: 100MiB}');
    expect(load(text).datasync.options).toEqual({ BytesPerSecond: 100 * 1024 ** 2 });
    expect(firstMessage(text.replace('100MiB', '104857600'))).toContain(
      'datasync.options.BytesPerSecond: expected a size such as 100MiB, or -1 for no limit, got the number 104857600',
    );
  });

  test('carries paths with spaces, quotes and shell signs as they are', () => {
    const name = `im ages/$(id) 'a';"b" %\\+&é.jpg`;
    const runbook = load(changed('images/00001.jpg', JSON.stringify(name)));
    expect(runbook.canary.copy).toBe(name);
  });

  test('may have Windows line ends and a byte order mark', () => {
    expect(load(`\ufeff${sound.replaceAll('\n', '\r\n')}`)).toEqual(load(sound));
  });
});

describe('YAML that means more than it shows is refused', () => {
  test.each([
    [
      'an anchor',
      'name: image-archive',
      'name: &a image-archive',
      '4:7: expected values written out where they stand, got an anchor (&a)',
    ],
    ['an alias', 'user: www-data', 'user: *a', 'got an alias (*a)'],
    [
      'a tag',
      'name: image-archive',
      'name: !!str image-archive',
      'got a tag (tag:yaml.org,2002:str)',
    ],
    ['a merge key', 'version: 1', 'version: 1\n<<: {a: 1}', 'got a merge key (<<)'],
    [
      'a key twice',
      'version: 1',
      'version: 1\nversion: 1',
      '4:1: expected each key once, got a key that stands above already',
    ],
    [
      'a second document',
      'version: 1',
      'version: 1\n---\nversion: 1',
      'expected one document, got a second one',
    ],
    ['a directive', 'version: 1', '%YAML 1.1\n---\nversion: 1', 'got a % directive'],
    [
      'a key that is a list',
      'version: 1',
      'version: 1\n? [a]\n: 1',
      'got a key that is not a word',
    ],
    ['a broken bracket', 'name: image-archive', 'name: [image-archive', 'expected plain YAML'],
  ])('%s', (_, from, to, message) => {
    const text = changed(from, to).replace(/^#.*\n/, to.startsWith('%') ? '' : '#\n');
    expect(
      problems(text)
        .map((p) => formatProblem(p, text))
        .join('\n'),
    ).toContain(message);
  });

  test.each([
    ['nothing', '', 'expected a runbook, got an empty file'],
    ['a list', '- a\n', 'got a list'],
    ['a word', 'hello\n', 'got "hello"'],
    ['too much', `# ${'x'.repeat(70_000)}\n${sound}`, 'expected a runbook of at most 65536 bytes'],
  ])('%s', (_, text, message) => {
    expect(firstMessage(text)).toContain(message);
  });
});

test('brackets without end are reported twenty times at most', () => {
  expect(problems('['.repeat(60_000))).toHaveLength(20);
});

test('no text at all makes it throw, and no problem is shown on more than its three lines', () => {
  const lines = sound.split('\n');
  const piece = fc.oneof(
    fc.constantFrom(...lines),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('  - ', '? ', '&a', '{', "'"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('\n');
      for (const problem of problems(text)) {
        const shown = formatProblem(problem, text);
        expect(shown.split(/[\n\r\u2028\u2029]/).length).toBeLessThanOrEqual(3);
        expect(problem.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});
