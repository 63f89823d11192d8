// Security Token Service: who this run is, and sessions of its role.
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { CutoverError } from '../core/errors.ts';
import { assumeRoleWithWebIdentity, getCallerIdentity } from '../core/requests/sts.ts';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';
import { ask } from './errors.ts';
import type { OpenedSession } from './short-session.ts';

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

/**
 * Opens a session of a role with an identity token, as the STS of the connection's Region gives it. Needs no
 * credentials. Throws `aws-denied` where the role does not trust the token.
 */
export async function openSession(
  connection: Connection,
  asked: Parameters<typeof assumeRoleWithWebIdentity>[0],
): Promise<OpenedSession> {
  const client = new STSClient(clientConfig(connection));
  // A job that is stopped still cancels what it has begun, and may need a session for that.
  const { signal } = new AbortController();
  const answer = await ask(
    assumeRoleWithWebIdentity(asked),
    { resource: asked.role, signal },
    (input, options) => client.send(new AssumeRoleWithWebIdentityCommand(input), options),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined)
    throw new CutoverError('aws-unreadable', {
      what: `sts:AssumeRoleWithWebIdentity on ${asked.role}`,
      expected: 'keys of a session, and when it ends',
      got: 'an answer without them',
      cure: 're-run this job: nothing was changed with it',
    });
  return {
    keys: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
    ends: Expiration.getTime(),
  };
}
