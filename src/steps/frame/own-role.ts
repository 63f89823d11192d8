// The guard of every step that calls AWS: the job has the role that the stack made for it, in the runbook's account.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Identity } from '../../aws/sts.ts';
import { serverConnection } from './context.ts';
import { folderOf, ROLE_OF_JOB } from './role-of-job.ts';
import type { RoleKind } from './role-of-job.ts';
import type { StepContext } from './context.ts';

/**
 * When a step looks at its role. `first`: before anything else, and without an answer it does nothing. `if-answered`: a
 * step that rolls back does not wait for STS, but a wrong role stops it. `never`: it calls nothing of AWS, or looks itself.
 */
export type RoleCheck = 'first' | 'if-answered' | 'never';

/** What the caller must be: the account of the runbook, and the role of this job. */
export type Wanted = Pick<StepContext, 'runbook' | 'run' | 'env'>;

/**
 * Asks STS who the caller is. Throws `not-ready` for another account or another role than the job's own, and what STS
 * answers instead; with `if-answered` the latter becomes a warning, which is returned.
 */
export async function assertOwnRole(
  context: StepContext,
  check: RoleCheck,
): Promise<string | undefined> {
  if (check === 'never') return undefined;
  const { callerIdentity } = await import('../../aws/sts.ts');
  let identity: Identity;
  try {
    // Going back never waits for the storage Region.
    identity = await callerIdentity(
      serverConnection(context),
      check === 'first' ? 'wait' : 'hurry',
    );
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = asCutoverError(thrown);
    if (check === 'first' || REFUSALS.includes(error.code)) throw error;
    return `STS did not say whose role this is, so this was not checked: ${error.message}`;
  }
  const fault = roleFault(identity, context);
  if (fault !== undefined) throw new CutoverError('not-ready', fault);
  const kind = roleKindOf(context);
  if (kind !== undefined && context.notes !== undefined) context.notes.evidence = folderOf(kind);
  return undefined;
}

/** An answer of STS, or none for want of credentials: the next call would end the same way. */
const REFUSALS: readonly string[] = ['aws-denied', 'aws-expired'];

/** What is wrong with the caller, or undefined. */
export function roleFault({ account, arn }: Identity, wanted: Wanted): Failure | undefined {
  const { runbook } = wanted;
  if (account !== runbook.account)
    return {
      what: 'the AWS account of this job',
      expected: `${runbook.account}, as the runbook says`,
      got: account === '' ? 'none' : visible(account),
      cure: `nothing was done: ${variableOf(wanted)}, or correct account in the runbook by pull request`,
    };
  const kind = roleKindOf(wanted);
  if (kind === undefined) return undefined;
  const name = roleName(runbook.name, kind);
  if (roleIn(arn, runbook.account) === name) return undefined;
  return {
    what: `the role of the job ${wanted.run.job}`,
    expected: `${name}, taken for a session`,
    got: arn === '' ? 'no ARN' : visible(arn),
    cure: `nothing was done: ${variableOf(wanted)}`,
  };
}

const variableOf = ({ runbook, run }: Wanted): string =>
  `set the variable AWS_ROLE_ARN of the environment of the job ${run.job} to that of the stack nfs-cutover-${runbook.name} ("npm run infra", part 4)`;

/** The role's name, as infra/cutover.yml has it. */
export const roleName = (runbook: string, kind: RoleKind): string =>
  `nfs-cutover-${runbook}-${kind}`;

/** The kind of role that this job has; undefined for a job of a workflow that is not in the table. */
export function roleKindOf({ run, env }: Pick<Wanted, 'run' | 'env'>): RoleKind | undefined {
  const [, file = ''] =
    /^[^/]+\/[^/]+\/\.github\/workflows\/([^/@]+)@/.exec(env.GITHUB_WORKFLOW_REF ?? '') ?? [];
  if (!Object.hasOwn(ROLE_OF_JOB, file)) return undefined;
  const jobs = ROLE_OF_JOB[file] ?? {};
  if (Object.hasOwn(jobs, run.job)) return jobs[run.job];
  throw new CutoverError('not-ready', {
    what: `the job ${run.job} of ${file}`,
    expected: `one of ${Object.keys(jobs).join(', ')}: the role of any other is not known`,
    got: run.job,
    cure: 'nothing was done: rename the job, or add it to the table in src/steps/frame/own-role.ts',
  });
}

/** The name of the role in `arn:<partition>:sts::ACCOUNT:assumed-role/NAME/SESSION`, which has no path. */
function roleIn(arn: string, account: string): string | undefined {
  const [, of, name] =
    /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{2,64}$/.exec(arn) ??
    [];
  return of === account ? name : undefined;
}
