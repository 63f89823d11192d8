// Commands that Systems Manager delivers once more, or late: the same SendCommand, sent again as it was.
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SendCommandCommandInput } from '@aws-sdk/client-ssm';
import type { Lab } from '../../lab/lab.ts';

/** The documents that lead forward. */
const FORWARD = new Set(
  ['create-test-file', 'stop-services', 'freeze-source', 'switch-mount', 'mark-confirmed'].map(
    (name) => `nfs-cutover-${name}`,
  ),
);

/** Sends each forward command among the first `calls` calls again, and answers how it ended. */
export async function sendAgain(lab: Lab, calls: number): Promise<string[]> {
  const client = new SSMClient({
    region: lab.context.world.names.application.region,
    endpoint: lab.url,
    credentials: {
      accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const sent = lab.calls
    .slice(0, calls)
    .filter(({ operation, error }) => operation === 'SendCommand' && error === undefined)
    .map(({ input }) => input as unknown as SendCommandCommandInput)
    .filter(({ DocumentName: name = '' }) => FORWARD.has(name));
  const told: string[] = [];
  for (const input of sent) {
    const { Command } = await client.send(new SendCommandCommand(input));
    for (const instance of input.InstanceIds ?? []) {
      const status = await endOf(client, lab, [Command?.CommandId ?? '', instance]);
      told.push(`${input.DocumentName ?? ''} again on ${instance}: ${status}`);
    }
  }
  client.destroy();
  return told;
}

async function endOf(
  client: SSMClient,
  { context: { clock } }: Lab,
  [CommandId, InstanceId]: readonly [command: string, instance: string],
): Promise<string> {
  for (;;) {
    await clock.sleep(2000);
    const asked = new GetCommandInvocationCommand({ CommandId, InstanceId });
    const { Status = '' } = await client.send(asked);
    if (Status !== 'Pending' && Status !== 'InProgress') return Status;
  }
}
