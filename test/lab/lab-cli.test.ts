// The procedure by hand, with the AWS CLI, as the workshop does it; every operation that we use.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { awsCliVersion, runAws } from './protocol/botocore.ts';
import type { Ran } from './protocol/botocore.ts';

const cli = awsCliVersion();
const whereCli = cli === undefined ? describe.skip : describe;
const bucket = 'image-archive-111122223333';
const folder = mkdtempSync(join(tmpdir(), 'lab-cli-'));
let lab: Lab;

const run = (...args: string[]): Promise<Ran> => runAws(lab.env, args);

async function aws(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(...args);
  if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${code} ${stderr}`);
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
}

/** Asks until `holds`; the lab's minutes are real seconds here. */
async function until(
  ask: () => Promise<Record<string, unknown>>,
  holds: (answer: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (let i = 0; i < 40; i += 1) {
    const answer = await ask();
    if (holds(answer)) return answer;
  }
  throw new Error('it never came');
}

const encode = (text: string): string => Buffer.from(text).toString('base64');

/** Runs one of the product's documents on the server; its standard output when it has succeeded. */
async function document(name: string, values: Readonly<Record<string, string>>): Promise<string> {
  const [instance = ''] = lab.context.world.names.application.servers;
  const region = ['--region', 'eu-central-1'];
  const parameters = Object.entries(values).map(([key, value]) => [key, [encode(value)]] as const);
  const sent = await aws(
    ...['ssm', 'send-command', ...region, '--document-name', `nfs-cutover-${name}`],
    ...['--instance-ids', instance, '--parameters', JSON.stringify(Object.fromEntries(parameters))],
  );
  const { CommandId } = sent.Command as { CommandId: string };
  const invocation = ['--command-id', CommandId, '--instance-id', instance];
  const ended = await until(
    () => aws('ssm', 'get-command-invocation', ...region, ...invocation),
    ({ Status }) => !['Pending', 'InProgress'].includes(String(Status)),
  );
  expect(ended).toMatchObject({ Status: 'Success', ResponseCode: 0 });
  return String(ended.StandardOutputContent);
}

whereCli(`by ${cli ?? 'the AWS CLI'}`, () => {
  beforeAll(async () => {
    const time = { mode: 'real', speed: 60 } as const;
    lab = await startLab({ runbook: 'runbooks/image-archive.yml', time });
  });

  afterAll(async () => {
    await lab.close();
    rmSync(folder, { recursive: true });
  });

  test('the bucket is listed and its objects are read', async () => {
    const where = ['--bucket', bucket];
    const [identity, buckets, location, versioning] = await Promise.all([
      aws('sts', 'get-caller-identity'),
      aws('s3api', 'list-buckets'),
      aws('s3api', 'get-bucket-location', ...where),
      aws('s3api', 'get-bucket-versioning', ...where),
    ]);
    expect(identity).toMatchObject({ Account: '111122223333' });
    expect(buckets).toMatchObject({
      Buckets: [{ Name: bucket }, { Name: 'image-archive-evidence-111122223333' }],
    });
    expect([location, versioning]).toEqual([{ LocationConstraint: 'us-west-2' }, {}]);
    const [encryption, ownership, lifecycle] = await Promise.all([
      aws('s3api', 'get-bucket-encryption', ...where),
      aws('s3api', 'get-bucket-ownership-controls', ...where),
      run('s3api', 'get-bucket-lifecycle-configuration', ...where),
    ]);
    expect(JSON.stringify(encryption)).toContain('"SSEAlgorithm":"AES256"');
    expect(JSON.stringify(ownership)).toContain('"BucketOwnerEnforced"');
    expect(lifecycle.stderr).toContain('(NoSuchLifecycleConfiguration)');
    const listed = await aws('s3api', 'list-objects-v2', ...where, '--page-size', '60');
    expect((listed.Contents as object[]).length).toBe([...lab.store.keys(bucket)].length);
    const object = [...where, '--key', 'images/00001.jpg'];
    const file = join(folder, '00001.jpg');
    const [head] = await Promise.all([
      aws('s3api', 'head-object', ...object, '--checksum-mode', 'ENABLED'),
      aws('s3api', 'get-object', ...object, file),
    ]);
    const bytes = readFileSync(file);
    expect(head).toMatchObject({ ContentLength: bytes.length, ChecksumType: 'FULL_OBJECT' });
    expect(bytes.equals(lab.store.bytes(bucket, 'images/00001.jpg'))).toBe(true);
    const ranged = join(folder, 'ranged');
    await aws('s3api', 'get-object', ...object, '--range', 'bytes=0-2', ranged);
    expect(readFileSync(ranged).toString('hex')).toBe('ffd8ff');
    const wanted = ['--object-attributes', 'ETag', 'Checksum', 'ObjectSize'];
    expect(await aws('s3api', 'get-object-attributes', ...object, ...wanted)).toMatchObject({
      ObjectSize: bytes.length,
    });
  });

  test('objects with any name are written, copied, listed and removed', async () => {
    const name = `a +%#'"$(b) ü\u{1f600}\n.txt`;
    const file = join(folder, 'text');
    writeFileSync(file, 'text');
    const object = ['--bucket', bucket, '--key', name];
    const put = ['s3api', 'put-object', ...object, '--body', file];
    for (const algorithm of ['CRC32', 'SHA256'])
      await aws(...put, '--checksum-algorithm', algorithm, '--metadata', 'a=b');
    expect((await run(...put, '--if-none-match', '*')).stderr).toContain('(PreconditionFailed)');
    // The CLI encodes it by itself.
    const source = `${bucket}/${name}`;
    await aws('s3api', 'copy-object', '--bucket', bucket, '--key', 'copy', '--copy-source', source);
    expect(lab.store.get(bucket, 'copy')).toMatchObject({ size: 4, metadata: { a: 'b' } });
    const listed = await aws('s3api', 'list-objects-v2', '--bucket', bucket, '--prefix', 'a +');
    expect(listed).toMatchObject({ Contents: [{ Key: name, Size: 4 }] });
    await aws('s3api', 'delete-object', ...object);
    expect((await run('s3api', 'head-object', ...object)).stderr).toContain('(404)');
    const copied = await run('s3', 'cp', `s3://${bucket}/copy`, '-');
    expect(copied.stdout).toBe('text');
    expect((await run('s3', 'rm', `s3://${bucket}/copy`)).code).toBe(0);
  });

  test('a new file on the source comes to the bucket, and after a refresh to the gateway', async () => {
    const { source, gateway, names } = lab.context.world;
    const task = ['--task-arn', names.datasync.task];
    const created = await document('create-test-file', {
      ...{ MountPath: '/mnt/data', Source: 'images/00001.jpg', Target: 'by-hand.jpg' },
      ...{ User: 'www-data', Group: 'www-data', Run: '7', StatePath: '/var/lib/nfs-cutover' },
    });
    expect(created).toContain(`@created=${encode('yes')}`);
    const { TaskExecutionArn } = await aws('datasync', 'start-task-execution', ...task);
    const execution = ['--task-execution-arn', String(TaskExecutionArn)];
    const done = await until(
      () => aws('datasync', 'describe-task-execution', ...execution),
      ({ Status }) => Status === 'SUCCESS',
    );
    expect(done).toMatchObject({ FilesTransferred: 2 });
    expect(lab.store.get(bucket, 'by-hand.jpg')).toBeDefined();
    expect(() => readFileSync(join(gateway, 'by-hand.jpg'))).toThrow('ENOENT');

    const share = ['--file-share-arn', names.gateway.share];
    const { NotificationId } = await aws('storagegateway', 'refresh-cache', ...share);
    const group = ['--log-group-name', names.refresh['log-group']];
    const pattern = ['--filter-pattern', `"${String(NotificationId)}"`];
    const found = await until(
      () => aws('logs', 'filter-log-events', ...group, ...pattern),
      ({ events }) => (events as unknown[]).length > 0,
    );
    expect(JSON.stringify(found)).toContain('refresh-complete');
    const bytes = readFileSync(join(gateway, 'by-hand.jpg'));
    expect(bytes.equals(readFileSync(join(source, 'images/00001.jpg')))).toBe(true);
    const where = { MountPath: '/mnt/fgw', Target: 'by-hand.jpg' };
    const listed = await document('list-path', { ...where, User: 'www-data', Group: 'www-data' });
    expect(listed).toContain(`@state=${encode('present')}`);
  });

  test('resources live in their Region', async () => {
    const task = ['--task-arn', lab.context.world.names.datasync.task];
    const [found, elsewhere] = await Promise.all([
      run('datasync', 'describe-task', ...task),
      run('datasync', 'describe-task', ...task, '--region', 'eu-central-1'),
    ]);
    expect([found.code, elsewhere.stderr]).toEqual([
      0,
      expect.stringContaining('(InvalidRequestException)'),
    ]);
  });
});
