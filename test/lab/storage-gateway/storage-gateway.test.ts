// Storage Gateway of the lab, as the SDK and a client of the share see it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeGatewayInformationCommand,
  DescribeMaintenanceStartTimeCommand,
  DescribeNFSFileSharesCommand,
  InvalidGatewayRequestException,
  ListFileSharesCommand,
  ListGatewaysCommand,
  RefreshCacheCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestLab } from './gateway-lab.ts';
import {
  open,
  view,
  shows,
  bucketOf,
  put,
  refresh,
  eventsOf,
  dirty,
  connection,
  SHARE,
  GATEWAY,
} from './gateway-lab.ts';

describe('the view', () => {
  test('holds the bytes, times and modes of the bucket after the inventory', async () => {
    await using lab = await open();
    const { world, clock } = lab.context;
    const source = join(world.source, 'images/00001.jpg');
    expect(readFileSync(view(lab, 'images/00001.jpg'))).toEqual(readFileSync(source));
    const [shown, original] = [statSync(view(lab, 'images/00001.jpg')), statSync(source)];
    expect([shown.mode, shown.mtimeMs]).toEqual([original.mode, original.mtimeMs]);
    expect(readdirSync(view(lab, 'images'))).toHaveLength(200);
    expect(shows(lab, '.aws-datasync-metadata')).toBe(true);
    await lab.me.sleep(60_000);
    expect(await dirty(lab)).toBe(0);
    expect(clock.running()).toContain('the test');
  });

  test('does not know what others put into the bucket until it is refreshed', async () => {
    await using lab = await open();
    put(lab, 'images/new.jpg', 'new');
    const id = await refresh(lab, ['/images']);
    await lab.me.sleep(39_000);
    expect(shows(lab, 'images/new.jpg')).toBe(false);
    await lab.me.sleep(1_000);
    expect(shows(lab, 'images/new.jpg')).toBe(true);
    expect(await eventsOf(lab, id)).toEqual([]);
    await lab.me.sleep(2_000);
    expect(await eventsOf(lab, id)).toMatchObject([
      {
        source: 'aws.storagegateway',
        'detail-type': 'Storage Gateway Refresh Cache Event',
        resources: [SHARE, GATEWAY],
        detail: {
          'event-type': 'refresh-complete',
          'notification-id': id,
          folderList: ['/images'],
        },
      },
    ]);
  });

  test('takes over what was changed and removed, and hides what no file system can have', async () => {
    await using lab = await open();
    put(lab, 'images/00001.jpg', 'changed', { 'file-permissions': '0100640' });
    lab.store.remove(bucketOf(lab), 'images/00002.jpg');
    for (const key of ['a', 'a/b', 'x//y', '../up', 'n'.repeat(256), 'deep/er/file'])
      put(lab, key, key);
    await refresh(lab);
    await lab.me.sleep(40_000);
    expect(readFileSync(view(lab, 'images/00001.jpg'), 'utf8')).toBe('changed');
    expect(statSync(view(lab, 'images/00001.jpg')).mode & 0o777).toBe(0o640);
    expect(shows(lab, 'images/00002.jpg')).toBe(false);
    expect(readdirSync(view(lab, 'a'))).toEqual(['b']);
    expect(shows(lab, 'deep/er/file')).toBe(true);
    expect(readdirSync(view(lab, '')).sort()).toEqual(
      ['.aws-datasync-metadata', 'a', 'catalogue', 'deep', 'images'].sort(),
    );
    expect(shows(lab, '../up')).toBe(false);
  });

  test('is refreshed in the listed folders only, with slashes or without', async () => {
    await using lab = await open();
    put(lab, 'images/one', '1');
    put(lab, 'catalogue/two', '2');
    put(lab, 'top', '3');
    await refresh(lab, ['images/', '/nowhere']);
    await lab.me.sleep(60_000);
    expect(['images/one', 'catalogue/two', 'top'].map((path) => shows(lab, path))).toEqual([
      true,
      false,
      false,
    ]);
    put(lab, 'images/sub/inner', '4');
    await refresh(lab, ['/'], false);
    await lab.me.sleep(60_000);
    expect(shows(lab, 'top')).toBe(true);
    expect(shows(lab, 'catalogue/two')).toBe(false);
    expect(shows(lab, 'images/sub')).toBe(false);
    expect(shows(lab, 'images/00001.jpg')).toBe(true);
  });

  test('does not find what came after the refresh was begun', async () => {
    await using lab = await open();
    await refresh(lab);
    await lab.me.sleep(1_000);
    put(lab, 'images/late', 'x');
    await lab.me.sleep(60_000);
    expect(shows(lab, 'images/late')).toBe(false);
  });
});

describe('requests to refresh', () => {
  test('a third at the same time is refused', async () => {
    await using lab = await open({ refreshSeconds: 300 });
    await refresh(lab);
    await lab.me.sleep(60_000);
    await refresh(lab);
    await lab.me.sleep(60_000);
    const third = refresh(lab);
    await expect(third).rejects.toBeInstanceOf(InvalidGatewayRequestException);
    await expect(third).rejects.toMatchObject({ error: { errorCode: 'OperationAborted' } });
    await lab.me.sleep(200_000);
    await refresh(lab);
  });

  test('within a minute of the one before it is announced, but changes nothing', async () => {
    await using lab = await open();
    await refresh(lab);
    await lab.me.sleep(50_000);
    put(lab, 'images/new.jpg', 'new');
    const id = await refresh(lab);
    await lab.me.sleep(45_000);
    expect(shows(lab, 'images/new.jpg')).toBe(false);
    expect(await eventsOf(lab, id)).toHaveLength(1);
    await lab.me.sleep(15_000);
    await refresh(lab);
    await lab.me.sleep(45_000);
    expect(shows(lab, 'images/new.jpg')).toBe(true);
  });

  test.each([
    ['lost', 0],
    ['duplicate', 2],
  ] as const)('the event may be %s', async (event, times) => {
    await using lab = await open({ event });
    const id = await refresh(lab);
    await lab.me.sleep(50_000);
    expect(await eventsOf(lab, id)).toHaveLength(times);
  });

  test('the client of the share may see it later than the event', async () => {
    await using lab = await open({ clientCacheSeconds: 30, refreshSeconds: 5 });
    put(lab, 'images/new.jpg', 'new');
    const id = await refresh(lab);
    await lab.me.sleep(10_000);
    expect(await eventsOf(lab, id)).toHaveLength(1);
    expect(shows(lab, 'images/new.jpg')).toBe(false);
    await lab.me.sleep(26_000);
    expect(shows(lab, 'images/new.jpg')).toBe(true);
  });

  test.each([
    [{ FileShareARN: SHARE.replace('0A1B', '0A1C') }],
    [{ FileShareARN: SHARE, FolderList: [] }],
    [{ FileShareARN: 'short' }],
  ])('refuses %j', async (input) => {
    await using lab = await open();
    const sent = lab.sgw.send(new RefreshCacheCommand(input));
    await expect(sent).rejects.toBeInstanceOf(InvalidGatewayRequestException);
  });
});

describe('what surrounds the share', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await open();
  });
  afterAll(() => lab.close());

  test('share and gateway agree with the runbook', async () => {
    const share = new DescribeNFSFileSharesCommand({ FileShareARNList: [SHARE] });
    const { NFSFileShareInfoList } = await lab.sgw.send(share);
    expect(NFSFileShareInfoList).toMatchObject([
      {
        FileShareStatus: 'AVAILABLE',
        GatewayARN: GATEWAY,
        Path: '/image-archive',
        LocationARN: 'arn:aws:s3:::image-archive-111122223333',
        ReadOnly: false,
        BucketRegion: 'us-west-2',
      },
    ]);
    const about = new DescribeGatewayInformationCommand({ GatewayARN: GATEWAY });
    expect(await lab.sgw.send(about)).toMatchObject({
      GatewayType: 'FILE_S3',
      GatewayNetworkInterfaces: [{ Ipv4Address: '10.0.1.20' }],
    });
    const maintenance = new DescribeMaintenanceStartTimeCommand({ GatewayARN: GATEWAY });
    const { DayOfWeek = NaN } = await lab.sgw.send(maintenance);
    expect((DayOfWeek - new Date(lab.context.clock.now()).getUTCDay() + 7) % 7).toBe(3);
    const { FileShareInfoList } = await lab.sgw.send(new ListFileSharesCommand({}));
    expect(FileShareInfoList).toMatchObject([{ FileShareARN: SHARE, FileShareType: 'NFS' }]);
    const { Gateways } = await lab.sgw.send(new ListGatewaysCommand({}));
    expect(Gateways).toMatchObject([{ GatewayARN: GATEWAY, GatewayType: 'FILE_S3' }]);
  });

  test('elsewhere there is nothing', async () => {
    const elsewhere = new StorageGatewayClient(connection(lab, 'eu-central-1'));
    const command = new DescribeGatewayInformationCommand({ GatewayARN: GATEWAY });
    const sent = elsewhere.send(command);
    await expect(sent).rejects.toMatchObject({ error: { errorCode: 'GatewayNotFound' } });
    expect((await elsewhere.send(new ListGatewaysCommand({}))).Gateways).toEqual([]);
  });
});
