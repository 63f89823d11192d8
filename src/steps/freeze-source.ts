// The source becomes read-only on every server, proven by a write that fails; and the way back.
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import type { Ssm } from '../aws/ssm.ts';
import type { StepContext } from './context.ts';
import { refused, required } from './document-answer.ts';
import { assertLab } from './lab-only.ts';
import { describeMounts, readMounts } from './mounts.ts';
import type { ServerMounts } from './mounts.ts';
import { runDocument } from './run-document.ts';
import { commonParameters, LOCK } from './server-paths.ts';

export interface FreezeSourceInputs {
  readonly thaw: boolean;
}

const CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount the source on the server',
  'remount-failed': 'stop what writes to the mount (fuser -vm shows it), then re-run this job',
  'probe-wrote': 'see why the mount still takes writes; the probe was removed again',
  'probe-other':
    "a write failed for another reason than EROFS, which proves nothing: check the application's user and its rights on the mount",
  'probe-failed':
    'see on the server why the mount takes no writes, and remount it read-write by hand',
};

/** Freezes the source, or thaws what this run froze. */
export async function freezeSource(
  context: StepContext,
  ssm: Ssm,
  inputs: FreezeSourceInputs,
): Promise<Outcome> {
  assertLab(context, inputs.thaw ? 'freeze-source with thaw' : 'freeze-source');
  const mounts = await readMounts(context, ssm);
  return inputs.thaw ? thaw(context, ssm, mounts) : freeze(context, ssm, mounts);
}

async function freeze(
  context: StepContext,
  ssm: Ssm,
  mounts: readonly ServerMounts[],
): Promise<Outcome> {
  const other = mounts.filter(({ serves }) => serves !== 'source');
  if (other.length > 0) throw notSource(context, other);
  const { application, source } = context.runbook;
  const answers = await runDocument(context, ssm, 'freeze-source', {
    servers: application.servers,
    parameters: { ...commonParameters(context), MountPath: source.mount, LockPath: LOCK },
  });
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused(`freezing ${source.mount}`, bad, CURES);
  return {
    verdict: 'pass',
    says: `${source.mount} is read-only on ${servers(answers.length)}: a write as ${application.user} fails with EROFS.`,
    facts: answers.map((answer) => ({
      name: answer.server,
      value: `${required(answer, 'probe', 'freeze-source')}; mounted ${required(answer, 'options', 'freeze-source')}`,
    })),
    warnings: [],
    data: {
      frozen: answers.map(({ server, values }) => ({ server, ...Object.fromEntries(values) })),
    },
    outputs: { frozen: 'true' },
  };
}

/** Thaws every server that this run froze; others are left alone, as is one that the gateway serves. */
async function thaw(
  context: StepContext,
  ssm: Ssm,
  mounts: readonly ServerMounts[],
): Promise<Outcome> {
  const { run, runbook } = context;
  const ours = mounts.filter(({ frozenBy }) => frozenBy === run.id);
  const blocked = ours.filter(({ serves }) => serves !== 'source');
  if (blocked.length > 0) throw notSource(context, blocked);
  if (ours.length > 0) {
    const answers = await runDocument(context, ssm, 'thaw-source', {
      servers: ours.map(({ server }) => server),
      parameters: {
        ...commonParameters(context),
        MountPath: runbook.source.mount,
        LockPath: LOCK,
      },
    });
    const bad = answers.find(({ refusal }) => refusal !== undefined);
    if (bad) throw refused(`thawing ${runbook.source.mount}`, bad, CURES);
  }
  return {
    verdict: 'pass',
    says:
      ours.length === 0
        ? 'Nothing that this run froze is left to thaw.'
        : `${runbook.source.mount} takes writes again on ${servers(ours.length)}: a write as ${runbook.application.user} succeeded.`,
    facts: mounts.map((server) => ({ name: server.server, value: describeMounts(server) })),
    warnings: [],
    data: { thawed: ours.map(({ server }) => server), before: mounts },
    outputs: { thawed: String(ours.length > 0) },
  };
}

const servers = (count: number): string => (count === 1 ? 'the server' : `all ${count} servers`);

const notSource = (context: StepContext, mounts: readonly ServerMounts[]): CutoverError =>
  new CutoverError('not-ready', {
    what: `the mount at ${context.runbook.source.mount}`,
    expected: `the source, ${context.runbook.source.export}, on every server`,
    got: mounts.map((one) => `${one.server}: ${describeMounts(one)}`).join('; '),
    cure: 'go back to the source first (switch-mount with to: source), or correct the export in the runbook',
  });
