// What the servers say of their mounts. Going back acts on this and on nothing else.
import type { Ssm } from '../aws/ssm.ts';
import type { StepContext } from './context.ts';
import { refused, required } from './document-answer.ts';
import { runDocument } from './run-document.ts';
import { commonParameters, FSTAB } from './server-paths.ts';

export interface ServerMounts {
  readonly server: string;
  /** Which side serves the source's path. */
  readonly serves: 'source' | 'gateway' | 'nothing' | 'something else';
  /** What is mounted at the source's path, `host:/path`, or ''. */
  readonly at: string;
  readonly options: string;
  /** The line of /etc/fstab for the source's path. */
  readonly fstab: string;
  /** The run that switched this server to the gateway, or ''. */
  readonly switchedBy: string;
  /** When it did, ISO 8601, or ''. */
  readonly switchedAt: string;
  /** The run that made the source read-only here, or ''. */
  readonly frozenBy: string;
}

/** Reads the mounts of every server; changes nothing. */
export async function readMounts(context: StepContext, ssm: Ssm): Promise<readonly ServerMounts[]> {
  const { runbook } = context;
  const { Run, StatePath } = commonParameters(context);
  const answers = await runDocument(context, ssm, 'read-mounts', {
    servers: runbook.application.servers,
    parameters: {
      Run,
      StatePath,
      SourceMountPath: runbook.source.mount,
      GatewayMountPath: runbook.gateway.mount,
      FstabPath: FSTAB,
    },
  });
  return answers.map((answer) => {
    if (answer.refusal) throw refused('reading the mounts', answer, {});
    const at = required(answer, 'at-source', 'read-mounts');
    return {
      server: answer.server,
      serves: side(context, at),
      at,
      options: answer.values.get('at-source-options') ?? '',
      fstab: answer.values.get('fstab') ?? '',
      switchedBy: answer.values.get('switched-run') ?? '',
      switchedAt: answer.values.get('switched-at') ?? '',
      frozenBy: answer.values.get('frozen-run') ?? '',
    };
  });
}

function side(context: StepContext, at: string): ServerMounts['serves'] {
  const { source, gateway } = context.runbook;
  if (at === source.export) return 'source';
  if (at === gateway.export) return 'gateway';
  return at === '' ? 'nothing' : 'something else';
}

/** One line per server, for errors and facts. */
export const describeMounts = (mounts: ServerMounts): string =>
  `${mounts.serves}${mounts.at === '' ? '' : ` (${mounts.at}, ${mounts.options})`}`;
