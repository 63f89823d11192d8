// What configure-aws-credentials does: it hands a job's identity token to STS and puts the session into the job.
import type { JobState } from '../jobs/job-state.ts';
import type { StandInCall } from './stand-in-call.ts';

/** The inputs of the action that the lab knows. */
export const CREDENTIALS_INPUTS = [
  'aws-region',
  'role-to-assume',
  'role-session-name',
  'role-duration-seconds',
  'inline-session-policy',
  'mask-aws-account-id',
  'allowed-account-ids',
  'output-credentials',
  'retry-max-attempts',
];

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const MEMBERS = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'] as const;

/** Assumes the role and exports the session's keys: they open nothing but the lab. */
export async function configureCredentials({
  job,
  input,
  say,
}: StandInCall): Promise<Record<string, string>> {
  const region = input('aws-region');
  if (region === '') throw new Error('Input required and not supplied: aws-region');
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new Error(`Region is not valid: ${region}`);
  const role = input('role-to-assume');
  const none =
    'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers';
  if (role === '') throw new Error(none);
  if (!job.may('id-token', 'write'))
    throw new Error(
      `${none}. It looks like you might be trying to authenticate with OIDC. Did you mean to set the \`id-token\` permission?`,
    );
  say('info', `Assuming role with OIDC: ${role}`);
  const answer = await assume(job, {
    RoleArn: role,
    RoleSessionName: input('role-session-name') || 'GitHubActions',
    DurationSeconds: input('role-duration-seconds') || '3600',
    ...(input('inline-session-policy') !== '' && { Policy: input('inline-session-policy') }),
  });
  const keys = Object.fromEntries(
    NAMES.map((name, at) => [name, element(answer, MEMBERS[at] ?? '')]),
  );
  for (const value of Object.values(keys)) job.masks.add(value);
  Object.assign(job.env, keys, { AWS_REGION: region, AWS_DEFAULT_REGION: region });
  const [, , , , account = ''] = role.split(':');
  return { 'aws-account-id': account };
}

/** What the action's post step does. */
export function forgetCredentials(job: JobState): void {
  for (const name of NAMES) job.env[name] = '';
}

/** As often as the action tries by default. */
const TRIES = 12;

async function assume(job: JobState, input: Readonly<Record<string, string>>): Promise<string> {
  let text = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const response = await fetch(job.run.lab.url, {
      method: 'POST',
      body: new URLSearchParams({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        WebIdentityToken: job.idToken('sts.amazonaws.com'),
        ...input,
      }),
    });
    text = await response.text();
    if (response.ok) return text;
    if (response.status < 500 && element(text, 'Code') !== 'Throttling') break;
  }
  throw new Error(`Could not assume role with OIDC: ${element(text, 'Message')}`);
}

const element = (text: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
