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

/** One attempt, and milliseconds until it is given up: what must not wait asks so. */
const HURRY = { attempts: 1, connectMs: 5000, answerMs: 10_000 };

/** Who AWS says that the caller is; needs no permission. `hurry`: one attempt of a few seconds. */
export async function callerIdentity(
  connection: Connection,
  patience: 'wait' | 'hurry' = 'wait',
): Promise<Identity> {
  const client = new STSClient(
    patience === 'wait' ? clientConfig(connection) : hurried(connection),
  );
  const { signal } = connection;
  const about = { resource: 'the caller', signal };
  const answer = await ask(getCallerIdentity(), about, (input, options) =>
    client.send(new GetCallerIdentityCommand(input), options),
  );
  return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
}

function hurried(connection: Connection) {
  const config = clientConfig(connection, HURRY.attempts);
  const { connectMs, answerMs } = HURRY;
  return {
    ...config,
    requestHandler: {
      ...config.requestHandler,
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
    },
  };
}
