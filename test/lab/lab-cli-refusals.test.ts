// What the lab refuses, as the AWS CLI shows it: unknown operations, wrong members, resources that are not there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

whereCli(`${cli ?? 'the AWS CLI'} is refused`, () => {
  beforeAll(async () => {
    lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  });

  afterAll(async () => {
    await lab.close();
    rmSync(folder, { recursive: true });
  });

  const share = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D';

  test.each<[string, string[], string]>([
    [
      'an unknown DataSync operation',
      [
        'datasync',
        'describe-location-efs',
        '--location-arn',
        'arn:aws:datasync:us-west-2:111122223333:location/loc-0a1b2c3d4e5f60718',
      ],
      'UnknownOperationException',
    ],
    [
      'an unknown gateway operation',
      ['storagegateway', 'delete-file-share', '--file-share-arn', share],
      'UnknownOperationException',
    ],
    [
      'an unknown Logs operation',
      ['logs', 'create-log-group', '--log-group-name', 'x'],
      'UnknownOperationException',
    ],
    [
      'an unknown EventBridge operation',
      ['events', 'delete-rule', '--name', 'x'],
      'UnknownOperationException',
    ],
    [
      'an unknown SSM operation',
      ['ssm', 'get-parameter', '--name', 'x'],
      'UnknownOperationException',
    ],
    ['an unknown service', ['athena', 'list-work-groups'], 'UnknownOperationException'],
    ['an unknown STS operation', ['sts', 'get-session-token'], 'InvalidAction'],
    ['an unknown S3 operation', ['s3api', 'get-bucket-acl', '--bucket', bucket], 'NotImplemented'],
    [
      'a bucket that is not there',
      ['s3api', 'list-objects-v2', '--bucket', 'none'],
      'NoSuchBucket',
    ],
    [
      'a log group that is not there',
      ['logs', 'filter-log-events', '--log-group-name', 'none'],
      'ResourceNotFoundException',
    ],
    [
      'an unknown document',
      [
        'ssm',
        'send-command',
        '--region',
        'eu-central-1',
        '--document-name',
        'AWS-RunShellScript',
        '--instance-ids',
        'i-0a1b2c3d4e5f60718',
        '--parameters',
        'commands=id',
      ],
      'InvalidDocument',
    ],
    [
      'a parameter that is not base64',
      [
        'ssm',
        'send-command',
        '--region',
        'eu-central-1',
        '--document-name',
        'nfs-cutover-list-path',
        '--instance-ids',
        'i-0a1b2c3d4e5f60718',
        '--parameters',
        '{"MountPath":["$(id)"],"Target":[""],"User":[""],"Group":[""]}',
      ],
      'InvalidParameters',
    ],
    [
      'a command that is not there',
      [
        'ssm',
        'get-command-invocation',
        '--region',
        'eu-central-1',
        '--command-id',
        '00000000-0000-0000-0000-000000000000',
        '--instance-id',
        'i-0a1b2c3d4e5f60718',
      ],
      'InvocationDoesNotExist',
    ],
    [
      'an unsigned call',
      ['datasync', 'list-tasks', '--no-sign-request'],
      'MissingAuthenticationTokenException',
    ],
  ])('%s', async (_what, args, error) => {
    const { code, stderr } = await run(...args);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(`(${error})`);
  });

  test.each<[string, string[], string]>([
    [
      'a number as text',
      ['datasync', 'list-tasks', '--cli-input-json', '{"MaxResults":"ten"}'],
      'InvalidRequestException',
    ],
    [
      'a boolean as text',
      [
        'storagegateway',
        'refresh-cache',
        '--cli-input-json',
        `{"FileShareARN":"${share}","Recursive":"yes"}`,
      ],
      'InvalidGatewayRequestException',
    ],
    [
      'a text as number',
      ['logs', 'filter-log-events', '--cli-input-json', '{"logGroupName":7}'],
      'InvalidParameterException',
    ],
  ])('%s, when the CLI itself does not look', async (_what, args, error) => {
    const config = join(folder, 'config');
    writeFileSync(config, '[default]\nparameter_validation = false\n');
    const { stderr } = await runAws({ ...lab.env, AWS_CONFIG_FILE: config }, args);
    expect(stderr).toContain(`(${error})`);
  });
});
