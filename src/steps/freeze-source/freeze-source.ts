// Makes the source read-only on every server, proven by a write that fails; and makes it writable again.
import type { Fact, Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import { freezeRun, SOURCE_CURES, thawRun, unitsNotRead } from '../servers/mount-runs.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { evidenceBefore } from './evidence-before.ts';
import type { EvidenceInputs } from './evidence-before.ts';
import { refused, required, runDocument, runOnServers } from '../servers/run-document.ts';
import { holdMigration } from '../migration/hold.ts';
import { raiseBack } from '../migration/raise.ts';
import { turnBack } from '../migration/turn-back.ts';
import { eachAnswer, serversFailed } from '../servers/each-server.ts';
import { begins, firstOf, proofs } from '../servers/moments.ts';
import type { Moment } from '../servers/moments.ts';
import {
  assertSourceServes,
  describeMounts,
  notSource,
  readMountsOfEach,
} from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import { startServicesBack, stopServices } from '../servers/services.ts';

export interface FreezeSourceInputs extends EvidenceInputs {
  readonly thaw: boolean;
  /** With `thaw`: also what a lost job of this run has frozen. */
  readonly 'takes-over': boolean;
  /** With `thaw`: what another run has frozen, as a person has named it. */
  readonly 'of-run': string | undefined;
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

/** The servers, and the journal that says who may change them. */
export interface FreezePorts {
  readonly ssm: Ssm;
  readonly log: JournalLog;
}

/** Freezes the source, or thaws what this run froze. */
export const freezeSource = (
  context: StepContext,
  ports: FreezePorts,
  inputs: FreezeSourceInputs,
): Promise<Outcome> =>
  inputs.thaw ? thaw(context, ports, inputs) : freeze(context, ports, inputs);

async function freeze(
  context: StepContext,
  { ssm, log }: FreezePorts,
  inputs: EvidenceInputs,
): Promise<Outcome> {
  const before = await evidenceBefore(context, inputs);
  for (const line of [
    ...before.facts.map(({ name, value }) => `${name}: ${value}`),
    ...before.warnings,
  ])
    context.say(line);
  assertWindow(context, 'freeze');
  const hold = await holdMigration(context, log, 'freeze');
  await assertSourceServes(context, ssm, hold.fence);
  const stopped = await stopServices(context, ssm, hold.fence);
  const { run, runbook } = context;
  const { application, source } = runbook;
  const frozen = freezeRun(runbook, run.id);
  const answers = await runDocument(context, ssm, frozen, hold.fence);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused(`freezing ${source.mount}`, bad, CURES);
  await hold.advance('freeze');
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
      down: firstOf(stopped.moments, begins(answers, 'freeze')),
      frozen: answers.map(({ server, values }) => ({ server, ...Object.fromEntries(values) })),
    },
    outputs: { frozen: 'true' },
  };
}

/**
 * Thaws every server that is frozen, as soon as each one has proven that it serves the source: one that is silent, or
 * serves the gateway, could still be written to by its applications, so the source then stays read-only everywhere.
 */
async function thaw(
  context: StepContext,
  { ssm, log }: FreezePorts,
  inputs: Pick<FreezeSourceInputs, 'takes-over' | 'of-run'>,
): Promise<Outcome> {
  const { run, runbook } = context;
  const what = `thawing ${runbook.source.mount}`;
  const back = await turnBack(context, log, {
    takesOver: inputs['takes-over'],
    undoConfirmed: false,
    ofRun: inputs['of-run'],
  });
  if (back.kind === 'nothing') return thawed(context, [], { says: back.says });
  const raised = await raiseBack(context, ssm, back);
  const { fence } = raised;
  const seen = await readMountsOfEach(context, ssm, raised.servers);
  const silent = [...raised.failed, ...seen.failed];
  if (silent.length > 0) throw serversFailed(`${what} (no server was thawed)`, silent);
  const other = seen.done.filter(({ serves }) => serves !== 'source');
  if (other.length > 0) throw notSource(context, other);
  const frozen = seen.done.filter(({ frozenBy }) => frozenBy !== '').map(({ server }) => server);
  const sent = thawRun(runbook, run.id, frozen);
  const ran = await runOnServers(context, ssm, sent, fence);
  const { done, failed } = eachAnswer(ran, ({ server, refusal, values }) => {
    if (refusal) throw refused(what, { document: sent.document, server, values, refusal }, CURES);
    const notRead = values.get('reload') ?? '';
    return notRead === '' ? [] : [unitsNotRead(server, notRead)];
  });
  if (failed.length > 0) throw serversFailed(what, failed);
  // Services may be stopped where nothing was frozen yet.
  const started = await startServicesBack(context, ssm, fence);
  if (started.failed.length > 0) throw serversFailed('starting the services', started.failed);
  await back.hold?.undone();
  return thawed(context, frozen, {
    warnings: [...done.flat(), ...started.warnings],
    seen: seen.done,
    served: firstOf(started.moments, proofs(ran.answers, 'thaw')),
    started: started.facts,
  });
}

function thawed(
  { runbook }: StepContext,
  ours: readonly string[],
  told: {
    readonly says?: string;
    readonly warnings?: readonly string[];
    readonly seen?: readonly ServerMounts[];
    readonly served?: readonly Moment[];
    readonly started?: readonly Fact[];
  },
): Outcome {
  const { says = 'Nothing that this run froze is left to thaw.' } = told;
  const { warnings = [], seen = [], served = [], started = [] } = told;
  return {
    verdict: 'pass',
    says:
      ours.length === 0
        ? says
        : `${runbook.source.mount} takes writes again on ${servers(ours.length)}: a write as ${runbook.application.user} succeeded.`,
    facts: [
      ...seen.map((server) => ({ name: server.server, value: describeMounts(server) })),
      ...started,
    ],
    warnings,
    data: { thawed: ours, before: seen, served },
    outputs: { thawed: String(ours.length > 0) },
  };
}

const servers = (count: number): string => (count === 1 ? 'the server' : `all ${count} servers`);
