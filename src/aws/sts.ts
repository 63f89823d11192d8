// Security Token Service: who this run is.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getCallerIdentity } from '../core/requests/sts.ts';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';
import { ask } from './errors.ts';

export interface Identity {
  readonly account: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, or that of a user. */
  readonly arn: string;
}

/** Who AWS says that the caller is. Needs no permission. */
export async function callerIdentity(connection: Connection): Promise<Identity> {
  const client = new STSClient(clientConfig(connection));
  const { signal } = connection;
  const about = { resource: 'the caller', signal };
  const answer = await ask(getCallerIdentity(), about, (input, options) =>
    client.send(new GetCallerIdentityCommand(input), options),
  );
  return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
}
