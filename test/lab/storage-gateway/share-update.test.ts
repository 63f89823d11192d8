// UpdateNFSFileShare of the lab, through the real SDK: whether clients may write, and for whom it holds.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  DescribeNFSFileSharesCommand,
  InvalidGatewayRequestException,
  UpdateNFSFileShareCommand,
} from '@aws-sdk/client-storage-gateway';
import { describe, expect, test } from '@jest/globals';
import { environment } from '../../../lab/application-server/servers.ts';
import { ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import type { Lab } from '../../../lab/lab.ts';
import { open, SHARE } from './gateway-lab.ts';
import type { TestLab } from './gateway-lab.ts';

const SERVER = 'i-0a1b2c3d4e5f60718';

const update = ({ sgw }: TestLab, ReadOnly: boolean) =>
  sgw.send(new UpdateNFSFileShareCommand({ FileShareARN: SHARE, ReadOnly }));

async function flagOf({ sgw }: TestLab): Promise<string> {
  const asked = new DescribeNFSFileSharesCommand({ FileShareARNList: [SHARE] });
  const [share] = (await sgw.send(asked)).NFSFileShareInfoList ?? [];
  return `${share?.FileShareStatus} ${share?.ReadOnly}`;
}

/** What a shell on the server says to a command; `ROOT` stands for the server's root. */
function say({ context }: Lab, command: string): string {
  const root = context.world.server(SERVER);
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', `ROOT=$LAB_SERVER; ${command}`], {
    env: environment(context, SERVER),
    cwd: root,
    encoding: 'utf8',
    ...ordinaryUser(),
  });
  return `${stdout}${stderr}`.trim().replaceAll(root, '').replaceAll(join(root, '/'), '');
}

const REFUSED = "touch: cannot touch '/mnt/fgw/x': Read-only file system";
const ANEW =
  'umount "$ROOT/mnt/fgw" && mount -t nfs -o rw 10.0.1.20:/image-archive "$ROOT/mnt/fgw"';

describe('the flag', () => {
  test('is updating for a moment, and then holds for every client', async () => {
    await using lab = await open();
    expect(await flagOf(lab)).toBe('AVAILABLE false');
    await update(lab, true);
    expect(await flagOf(lab)).toBe('UPDATING true');
    await expect(update(lab, false)).rejects.toThrow(InvalidGatewayRequestException);
    await lab.me.sleep(5000);
    expect(await flagOf(lab)).toBe('AVAILABLE true');
    expect(say(lab, 'touch "$ROOT/mnt/fgw/x"')).toBe(REFUSED);
    expect(say(lab, 'touch "$ROOT/mnt/data/x"')).toBe('');
    await update(lab, false);
    await lab.me.sleep(5000);
    expect(say(lab, 'touch "$ROOT/mnt/fgw/x"')).toBe('');
  });

  test('holds for new mounts alone, where the scenario says so', async () => {
    await using lab = await open({ share: { closes: 'new-mounts' } });
    await update(lab, true);
    await lab.me.sleep(5000);
    expect(await flagOf(lab)).toBe('AVAILABLE true');
    expect(say(lab, 'touch "$ROOT/mnt/fgw/x"')).toBe('');
    expect(say(lab, ANEW)).toBe('');
    expect(say(lab, 'touch "$ROOT/mnt/fgw/x"')).toBe(REFUSED);
  });
});

test('what the lab has no effect of is refused, and so is what the service does not know', async () => {
  await using lab = await open();
  const other = { FileShareARN: SHARE, Squash: 'NoSquash' };
  await expect(lab.sgw.send(new UpdateNFSFileShareCommand(other))).rejects.toThrow(
    'the lab does not model Squash',
  );
  const wrong = { FileShareARN: SHARE, ReadOnly: 'yes' as unknown as boolean };
  await expect(lab.sgw.send(new UpdateNFSFileShareCommand(wrong))).rejects.toThrow(
    InvalidGatewayRequestException,
  );
  const none = { FileShareARN: SHARE.replace('0A1B2C3D', '0A1B2C3E'), ReadOnly: true };
  await expect(lab.sgw.send(new UpdateNFSFileShareCommand(none))).rejects.toThrow(
    'The specified file share was not found.',
  );
});
