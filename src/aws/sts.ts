// Security Token Service: who this run is.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getCallerIdentity } from '../core/requests/sts.ts';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';
import { call } from './errors.ts';

export interface Identity {
  readonly account: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, or that of a user. */
  readonly arn: string;
}

/** Who AWS says that the caller is. Needs no permission. */
export async function callerIdentity(connection: Connection): Promise<Identity> {
  const client = new STSClient(clientConfig(connection));
  const { signal } = connection;
  const answer = await call(
    { action: 'sts:GetCallerIdentity', resource: 'the caller', signal },
    () => client.send(new GetCallerIdentityCommand(getCallerIdentity()), { abortSignal: signal }),
  );
  return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
}
