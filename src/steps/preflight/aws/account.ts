// Account and role: who the run is in AWS.
import type { Identity } from '../../../aws/sts.ts';
import { regionDoubt } from '../../../runbook/checks/misspelt.ts';
import { roleFault, roleKindOf, roleName } from '../../frame/own-role.ts';
import type { Wanted } from '../../frame/own-role.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';

const { pass, warn, fail } = inArea('Account');

/** The caller against the runbook: its account, and the weak role of the environment `prepare`. */
export function judgeIdentity(identity: Identity, wanted: Wanted): readonly Finding[] {
  const { account } = identity;
  const { account: expected, application, storageRegion } = wanted.runbook;
  return [
    ...judgeRegions([...new Set([application.region, storageRegion])]),
    account === expected
      ? pass("Account is the runbook's", account)
      : fail(
          "Account is the runbook's",
          `signed in to ${account || 'no account'}, expected ${expected}`,
          'set the variable AWS_ROLE_ARN of the environment to the role of the right account, or correct account in the runbook',
        ),
    judgeRole(identity, wanted),
  ];
}

/** A Region may be newer than this program; one that does not exist answers to nothing. */
function judgeRegions(regions: readonly string[]): Finding[] {
  return regions.flatMap((region) => {
    const doubt = regionDoubt(region);
    if (doubt === undefined) return [];
    return [warn('Region is known', `${region}, which this version does not know`, doubt)];
  });
}

const ROLE = 'Role is that of the preparation';

function judgeRole(identity: Identity, wanted: Wanted): Finding {
  const { arn } = identity;
  const { account, name } = wanted.runbook;
  if (identity.account === account && roleKindOf(wanted) !== undefined) {
    const fault = roleFault(identity, wanted);
    if (fault !== undefined)
      return fail(ROLE, `${fault.got}; expected ${fault.expected}`, fault.cure);
  }
  const [, role] = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role === undefined)
    return warn(
      ROLE,
      `${arn || 'no ARN'} is not a role taken for a session`,
      'sign in with the role of the environment prepare (docs/setup.md): its rights end with the job',
    );
  // Made by infra/cutover.yml for the jobs behind the gate.
  if ((['gate', 'back', 'rollback', 'final'] as const).some((one) => roleName(name, one) === role))
    return fail(
      ROLE,
      `${role} may change more than a plan needs; a plan must not have it`,
      'set the variable AWS_ROLE_ARN of the environment prepare to its own role',
    );
  return pass(ROLE, role);
}
