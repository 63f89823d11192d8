// What clients write through the lab's share, and how it reaches the bucket.
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { NotifyWhenUploadedCommand } from '@aws-sdk/client-storage-gateway';
import { describe, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import { open, view, shows, bucketOf, refresh, eventsOf, dirty, SHARE } from './gateway-lab.ts';

describe('writes of clients', () => {
  test('reach the bucket some seconds later: data first, then metadata', async () => {
    await using lab = await open();
    mkdirSync(view(lab, 'new'));
    writeFileSync(view(lab, 'new/file'), 'written');
    chmodSync(view(lab, 'new/file'), 0o644);
    expect(await dirty(lab)).toBeGreaterThan(0);
    const object = () => lab.store.get(bucketOf(lab), 'new/file');
    expect(object()).toBeUndefined();
    await lab.me.sleep(11_000);
    expect(object()).toMatchObject({ size: 7, metadata: { 'user-agent': 'aws-storage-gateway' } });
    expect(object()?.metadata['file-mtime']).toBeUndefined();
    await lab.me.sleep(2_000);
    expect(object()?.metadata).toMatchObject({
      'file-permissions': '0100644',
      'user-agent-id': 'sgw-0A1B2C3D',
    });
    expect(lab.store.get(bucketOf(lab), 'new/')).toMatchObject({ size: 0 });
    expect(await dirty(lab)).toBe(0);
  });

  test('change, rename and removal are taken over', async () => {
    await using lab = await open();
    appendFileSync(view(lab, 'images/00001.jpg'), 'more');
    renameSync(view(lab, 'images/00002.jpg'), view(lab, 'images/renamed.jpg'));
    rmSync(view(lab, 'images/00003.jpg'));
    await lab.gateway.scan();
    await lab.me.sleep(15_000);
    const keys = [...lab.store.keys(bucketOf(lab), 'images/')];
    expect(keys).toContain('images/renamed.jpg');
    expect(keys).not.toContain('images/00002.jpg');
    expect(keys).not.toContain('images/00003.jpg');
    const bytes = lab.store.bytes(bucketOf(lab), 'images/00001.jpg');
    expect(bytes.subarray(-4).toString()).toBe('more');
    expect(await dirty(lab)).toBe(0);
  });

  test('are looked for when a document ends, and are safe from a refresh', async () => {
    await using lab = await open({ refreshSeconds: 2 });
    writeFileSync(view(lab, 'images/mine'), 'mine');
    rmSync(view(lab, 'images/00004.jpg'));
    lab.context.events.emit({ kind: 'document', phase: 'ends', document: 'switch-mount' });
    await refresh(lab);
    await lab.me.sleep(3_000);
    expect(shows(lab, 'images/mine')).toBe(true);
    expect(shows(lab, 'images/00004.jpg')).toBe(false);
    await lab.me.sleep(20_000);
    expect(lab.store.get(bucketOf(lab), 'images/mine')?.size).toBe(4);
    expect(lab.store.get(bucketOf(lab), 'images/00004.jpg')).toBeUndefined();
  });

  test('NotifyWhenUploaded announces that all of them have arrived', async () => {
    await using lab = await open();
    writeFileSync(view(lab, 'images/mine'), 'mine');
    const command = new NotifyWhenUploadedCommand({ FileShareARN: SHARE });
    const { NotificationId = '' } = await lab.sgw.send(command);
    await lab.me.sleep(8_000);
    expect(await eventsOf(lab, NotificationId)).toEqual([]);
    await lab.me.sleep(7_000);
    expect(await eventsOf(lab, NotificationId)).toMatchObject([
      { detail: { 'event-type': 'upload-complete', 'notification-id': NotificationId } },
    ]);
  });

  test('that are never uploaded keep the cache dirty and the notification away', async () => {
    await using lab = await open({ neverUploaded: 'stuck' });
    writeFileSync(view(lab, 'images/stuck.jpg'), '');
    const command = new NotifyWhenUploadedCommand({ FileShareARN: SHARE });
    const { NotificationId = '' } = await lab.sgw.send(command);
    await lab.me.sleep(3_600_000);
    expect(await dirty(lab)).toBeGreaterThan(0);
    expect(lab.store.get(bucketOf(lab), 'images/stuck.jpg')).toBeUndefined();
    expect(await eventsOf(lab, NotificationId)).toEqual([]);
  });

  test('whose names S3 cannot have stay in the cache', async () => {
    await using lab = await open();
    writeFileSync(Buffer.concat([Buffer.from(view(lab, 'images/')), Buffer.from([0xff])]), 'x');
    await lab.gateway.scan();
    await lab.me.sleep(60_000);
    expect(await dirty(lab)).toBeGreaterThan(0);
    rmSync(Buffer.concat([Buffer.from(view(lab, 'images/')), Buffer.from([0xff])]));
    expect(await dirty(lab)).toBe(0);
  });

  test('in real time they are found without being asked for', async () => {
    const time = { mode: 'real', speed: 60 } as const;
    await using lab = await startLab({ runbook: 'runbooks/image-archive.yml', time });
    writeFileSync(view(lab, 'images/mine'), 'mine');
    const uploaded = new Promise<string>((resolve) =>
      lab.context.events.on((event) => event.kind === 'upload' && resolve(event.key)),
    );
    expect(await uploaded).toBe('images/mine');
  });
});
