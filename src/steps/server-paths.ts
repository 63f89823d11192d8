// Where our documents keep what they must remember on a server, and what every one of them is told.
import { dirname } from 'node:path/posix';
import type { StepContext } from './context.ts';

export const FSTAB = '/etc/fstab';

/** One lock for all runbooks; in a folder of root's own, so that nobody else can hold it. */
export const LOCK = '/run/nfs-cutover/lock';

/** Parameters that most documents share. Two migrations of one server must not read each other's notes. */
export function commonParameters(context: StepContext) {
  const { application, name } = context.runbook;
  return {
    Run: context.run.id,
    StatePath: `/var/lib/nfs-cutover/${name}`,
    User: application.user,
    Group: application.group,
  };
}

/** What both directions of a change of mounts are told; `options` are those of the side that is to serve. */
export function changeParameters(context: StepContext, options: string) {
  const { source, gateway } = context.runbook;
  const { Run, StatePath } = commonParameters(context);
  return {
    Run,
    StatePath,
    MountPath: source.mount,
    FstabPath: FSTAB,
    LockPath: LOCK,
    SourceExport: source.export,
    GatewayExport: gateway.export,
    Options: options,
  };
}

/** The folder below the mount in which the application's user is proven to be able to write; '' for the root. */
export function probeFolder(context: StepContext): string {
  const folder = dirname(context.runbook.canary.to);
  return folder === '.' ? '' : folder;
}
