// Makes the source read-only on every server, proven by a write that fails; and makes it writable again.
import type { Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { freezeRun, SOURCE_CURES, thawRun, unitsNotRead } from '../servers/mount-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { evidenceBefore } from './evidence-before.ts';
import type { EvidenceInputs } from './evidence-before.ts';
import { agreedAnswer, refused, required, runDocument } from '../servers/run-document.ts';
import { assertLab } from '../frame/lab-only.ts';
import { startServicesBack, stopServices } from '../servers/services.ts';
import { onEachServer, serversFailed } from '../servers/each-server.ts';
import {
  assertSourceServes,
  describeMounts,
  notSource,
  readMounts,
} from '../servers/read-mounts.ts';

export interface FreezeSourceInputs extends EvidenceInputs {
  readonly thaw: boolean;
}

const CURES: Readonly<Record<string, string>> = {
  ...SOURCE_CURES,
  'not-mounted': 'mount the source on the server',
  'remount-failed': 'stop what writes to the mount (fuser -vm shows it), then re-run this job',
  'probe-wrote': 'see why the mount still takes writes; the step has removed the probe',
  'probe-other':
    "a write failed for another reason than EROFS and proves nothing: check the application's user and its rights on the mount",
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
  return inputs.thaw ? thaw(context, ssm) : freeze(context, ssm, inputs);
}

async function freeze(context: StepContext, ssm: Ssm, inputs: EvidenceInputs): Promise<Outcome> {
  const before = await evidenceBefore(context, inputs);
  for (const line of [
    ...before.facts.map(({ name, value }) => `${name}: ${value}`),
    ...before.warnings,
  ])
    context.say(line);
  await assertSourceServes(context, ssm);
  const stopped = await stopServices(context, ssm);
  const { run, runbook } = context;
  const { application, source } = runbook;
  const frozen = freezeRun(runbook, run.id);
  const answers = await runDocument(context, ssm, frozen);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused(`freezing ${source.mount}`, bad, CURES);
  return {
    verdict: 'pass',
    says: `${source.mount} is read-only on ${servers(answers.length)}: a write as ${application.user} fails with EROFS.`,
    facts: [
      ...before.facts,
      ...stopped.facts,
      ...answers.map((answer) => ({
        name: answer.server,
        value: `${required(answer, 'probe')}; mounted ${required(answer, 'options')}`,
      })),
    ],
    warnings: [...before.warnings, ...stopped.warnings],
    data: {
      ...before.data,
      frozen: answers.map(({ server, values }) => ({ server, ...Object.fromEntries(values) })),
    },
    outputs: { frozen: 'true' },
  };
}

/** Thaws every server that this run froze and that serves the source; only names the others. */
async function thaw(context: StepContext, ssm: Ssm): Promise<Outcome> {
  const { run, runbook } = context;
  const { done, failed } = await onEachServer(context, async (server) => {
    const [mounts] = await readMounts(context, ssm, [server]);
    // A confirmed switch leaves the freeze behind: there is nothing to thaw under the gateway's mount.
    if (mounts?.serves === 'gateway' && mounts.confirmedBy === run.id)
      return { mounts, thawed: false, facts: [], warnings: [] };
    const thawed = mounts?.frozenBy === run.id;
    if (thawed && mounts.serves !== 'source') throw notSource(context, [mounts]);
    const told = thawed ? await thawServer(context, ssm, server) : [];
    // Services may be stopped where nothing was frozen yet.
    const { facts, warnings } = await startServicesBack(context, ssm, server);
    return { mounts, thawed, facts, warnings: [...told, ...warnings] };
  });
  if (failed.length > 0) throw serversFailed(`thawing ${runbook.source.mount}`, failed);
  const seen = done.map(({ mounts }) => mounts).filter((mounts) => mounts !== undefined);
  const ours = done.filter(({ thawed }) => thawed).map(({ mounts }) => mounts?.server ?? '');
  return {
    verdict: 'pass',
    says:
      ours.length === 0
        ? 'Nothing that this run froze is left to thaw.'
        : `${runbook.source.mount} takes writes again on ${servers(ours.length)}: a write as ${runbook.application.user} succeeded.`,
    facts: [
      ...seen.map((server) => ({ name: server.server, value: describeMounts(server) })),
      ...done.flatMap(({ facts }) => facts),
    ],
    warnings: done.flatMap(({ warnings }) => warnings),
    data: { thawed: ours, before: seen },
    outputs: { thawed: String(ours.length > 0) },
  };
}

/** Thaws one server; what its answer says besides, as warnings. */
async function thawServer(context: StepContext, ssm: Ssm, server: string): Promise<string[]> {
  const thawed = thawRun(context.runbook, context.run.id, server);
  const answers = await runDocument(context, ssm, thawed);
  const { values } = agreedAnswer(answers, `thawing ${context.runbook.source.mount}`, CURES);
  const notRead = values.get('reload') ?? '';
  return notRead === '' ? [] : [unitsNotRead(server, notRead)];
}

const servers = (count: number): string => (count === 1 ? 'the server' : `all ${count} servers`);
