// What the two steps at the gate open: the services whose settings count, and GitHub.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import { CutoverError } from '../../core/errors.ts';
import type { GateDecision } from '../../github/approvals.ts';
import type { GitHubAccess } from '../../github/octokit.ts';
import { openServers, openTask } from '../frame/adapters.ts';
import { storageConnection } from '../frame/context.ts';
import { gitHubAccess } from '../frame/github-access.ts';
import type { StepContext } from '../frame/context.ts';
import { readMounts } from '../servers/read-mounts.ts';
import type { ConfigurationPorts } from './configuration.ts';

/** The services of `readConfiguration`. */
export async function openConfiguration(
  context: StepContext,
  token: string | undefined,
): Promise<ConfigurationPorts & { readonly task: DataSync }> {
  const { bucket, gateway } = context.runbook;
  const storage = storageConnection(context);
  const { openLocations } = await import('../../aws/datasync/locations.ts');
  const { openGatewaySettings } = await import('../../aws/storage-gateway/gateway-settings.ts');
  const { openBucketSettings } = await import('../../aws/s3/bucket-settings.ts');
  const { openEnvironments } = await import('../../github/environments.ts');
  const servers = await openServers(context);
  return {
    task: await openTask(context),
    locations: openLocations(storage),
    share: openGatewaySettings(storage, gateway.arn, gateway.share),
    bucket: openBucketSettings(storage, bucket.name, bucket.owner),
    documents: servers,
    mounts: () => readMounts(context, servers),
    environments: await openEnvironments(accessOf(context, token)),
  };
}

/** What the gate of another workflow asks: GitHub alone. */
export async function openGate(context: StepContext, token: string | undefined) {
  const { openEnvironments } = await import('../../github/environments.ts');
  return {
    environments: await openEnvironments(accessOf(context, token)),
    decisions: () => readDecisions(context, token),
  };
}

/** How GitHub's API is asked about this repository. Throws `bad-input` without a token. */
export function accessOf(context: StepContext, token: string | undefined): GitHubAccess {
  const access = gitHubAccess(context, token);
  if (access === undefined)
    throw new CutoverError('bad-input', {
      what: 'the input token',
      expected: 'github.token, to ask GitHub who approves',
      got: token === undefined ? 'nothing' : 'no repository (GITHUB_REPOSITORY)',
      cure: 'hand over github.token, and give this job "actions: read"; nothing was changed',
    });
  return access;
}

/** What was decided at the gates of this run, in all its attempts. */
export async function readDecisions(
  context: StepContext,
  given: string | undefined,
): Promise<readonly GateDecision[]> {
  const access = accessOf(context, given);
  const { readGateDecisions } = await import('../../github/approvals.ts');
  return await readGateDecisions(access, context.run.id);
}
