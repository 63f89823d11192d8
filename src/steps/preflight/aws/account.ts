// Account and role: who the run is in AWS.
import type { Identity } from '../../../aws/sts.ts';
import { regionDoubt } from '../../../runbook/checks/misspelt.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';

const { pass, warn, fail } = inArea('Account');

/** The caller against the runbook: its account, and the weak role of the environment `prepare`. */
export function judgeIdentity(
  { account, arn }: Identity,
  { account: wanted, name, application, storageRegion }: Judged,
): readonly Finding[] {
  return [
    ...judgeRegions([...new Set([application.region, storageRegion])]),
    account === wanted
      ? pass("Account is the runbook's", account)
      : fail(
          "Account is the runbook's",
          `signed in to ${account || 'no account'}, expected ${wanted}`,
          'set the variable AWS_ROLE_ARN of the environment to the role of the right account, or correct account in the runbook',
        ),
    judgeRole(arn, name),
  ];
}

type Judged = Pick<Runbook, 'account' | 'name' | 'application' | 'storageRegion'>;

/** A Region may be newer than this program; one that does not exist answers to nothing. */
function judgeRegions(regions: readonly string[]): Finding[] {
  return regions.flatMap((region) => {
    const doubt = regionDoubt(region);
    if (doubt === undefined) return [];
    return [warn('Region is known', `${region}, which this version does not know`, doubt)];
  });
}

function judgeRole(arn: string, name: string): Finding {
  const [, role] = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role === undefined)
    return warn(
      'Role is that of the preparation',
      `${arn || 'no ARN'} is not a role taken for a session`,
      'sign in with the role of the environment prepare (docs/setup.md): its rights end with the job',
    );
  // Made by infra/cutover.yml for the jobs behind the gate.
  if ([`nfs-cutover-${name}-gate`, `nfs-cutover-${name}-back`].includes(role))
    return fail(
      'Role is that of the preparation',
      `${role} may change mounts; a plan must not have it`,
      'set the variable AWS_ROLE_ARN of the environment prepare to its own role',
    );
  return pass('Role is that of the preparation', role);
}
