// Where our documents keep what they must remember on a server, and what every one of them is told.
import type { StepContext } from './context.ts';

export const FSTAB = '/etc/fstab';

/** Parameters that most documents share. */
export function commonParameters(context: StepContext) {
  const { application } = context.runbook;
  return {
    Run: context.run.id,
    StatePath: '/var/lib/nfs-cutover',
    User: application.user,
    Group: application.group,
  };
}

export const LOCK = '/run/lock/nfs-cutover.lock';
