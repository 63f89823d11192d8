// A server that is silent: Systems Manager takes commands for it, and its agent picks none up.
import { rmSync, writeFileSync } from 'node:fs';
import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  SSMClient,
  SendCommandCommand,
} from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { silentAgent } from '../../../lab/application-server/server-folder.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { encode } from '../application-server/server-lab.ts';
import { takePart } from '../time/taking-part.ts';

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const PARAMETERS = encode({
  MountPath: '/mnt/data',
  Target: 'images/00001.jpg',
  User: 'www-data',
  Group: 'www-data',
});

const clientOf = ({ url }: Lab): SSMClient =>
  new SSMClient({
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
    maxAttempts: 1,
  });

async function send(ssm: SSMClient): Promise<string> {
  const asked = new SendCommandCommand({
    DocumentName: 'nfs-cutover-list-path',
    InstanceIds: [INSTANCE],
    Parameters: PARAMETERS,
    TimeoutSeconds: 60,
  });
  return (await ssm.send(asked)).Command?.CommandId ?? '';
}

const look = async (ssm: SSMClient, CommandId: string): Promise<string> => {
  const asked = new GetCommandInvocationCommand({ CommandId, InstanceId: INSTANCE });
  const { Status, StatusDetails } = await ssm.send(asked);
  return `${Status}, ${StatusDetails}`;
};

test('a command waits for the agent; late it is done, cancelled it is not, and in the end its time is over', async () => {
  await using lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  using part = takePart(lab);
  const ssm = clientOf(lab);
  const file = silentAgent(lab.context.world, INSTANCE);
  writeFileSync(file, '');
  const [late, cancelled] = [await send(ssm), await send(ssm)];
  await part.sleep(120_000);
  expect(await look(ssm, late)).toBe('Pending, Pending');
  await ssm.send(new CancelCommandCommand({ CommandId: cancelled }));
  rmSync(file);
  await part.sleep(10_000);
  expect(await look(ssm, late)).toBe('Success, Success');
  expect(await look(ssm, cancelled)).toBe('Cancelled, Cancelled');
  writeFileSync(file, '');
  const never = await send(ssm);
  // Its delivery, and as long as the document may run.
  await part.sleep((60 + 300 + 10) * 1000);
  expect(await look(ssm, never)).toBe('TimedOut, Delivery Timed Out');
});
