// Makes the source writable again on the way back. A server that is silent must not be able to write through the gateway
// meanwhile: else the source stays read-only everywhere, and the journal names the split.
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import { raiseBack } from '../migration/raise.ts';
import { closeBehind } from '../migration/share-flag.ts';
import { turnBack } from '../migration/turn-back.ts';
import type { Back } from '../migration/turn-back.ts';
import { detachedIn } from '../servers/detached.ts';
import { eachAnswer, isSilent, serversFailed } from '../servers/each-server.ts';
import type { ServerFailure } from '../servers/each-server.ts';
import type { Fence } from '../servers/fence.ts';
import { firstOf, proofs } from '../servers/moments.ts';
import type { Moment } from '../servers/moments.ts';
import { coveredClosed, thawRun, unitsNotRead } from '../servers/mount-runs.ts';
import { describeMounts, notSource, readMountsOfEach } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import { refused, runOnServers } from '../servers/run-document.ts';
import { startServicesBack } from '../servers/services.ts';
import { CURES } from './cures.ts';
import type { FreezePorts, FreezeSourceInputs } from './inputs.ts';
import { provenHarmless } from './silent-servers.ts';
import type { Harmless } from './silent-servers.ts';

/**
 * Thaws every server that is frozen, as soon as each one that answers has proven that it serves the source, and a silent
 * one cannot write to the gateway. One that answers and serves something else keeps all of them read-only.
 */
export async function thaw(
  context: StepContext,
  ports: FreezePorts,
  inputs: FreezeSourceInputs,
): Promise<Outcome> {
  const { ssm, log } = ports;
  const back = await turnBack(context, log, {
    takesOver: inputs['takes-over'],
    undoConfirmed: false,
    ofRun: inputs['of-run'],
  });
  if (back.kind === 'nothing') {
    const nothing = thawed(context, { ...NOTHING, says: back.says });
    return back.others === true ? { ...nothing, data: { others: true } } : nothing;
  }
  const raised = await raiseBack(context, ssm, back);
  const { fence } = raised;
  const seen = await readMountsOfEach(context, ssm, raised.servers);
  const failed = [...raised.failed, ...seen.failed];
  if (failed.some((one) => !isSilent(one)))
    throw serversFailed(`thawing ${context.runbook.source.mount} (no server was thawed)`, failed);
  const other = seen.done.filter(({ serves }) => serves !== 'source');
  if (other.length > 0) throw notSource(context, other);
  if (failed.length === 0) {
    const detached = detachedIn(seen.done);
    const shut = await closeBehind(context, back.hold, detached, ports.openFlag);
    const opened = await open(context, ssm, { fence, seen: seen.done });
    await back.hold?.undone(detached);
    return thawed(context, { ...opened, warnings: [...opened.warnings, ...shut] });
  }
  return withSilent(context, ports, { inputs, back, fence, seen: seen.done, silent: failed });
}

interface Some {
  readonly inputs: FreezeSourceInputs;
  readonly back: Extract<Back, { readonly kind: 'back' }>;
  readonly fence: Fence;
  readonly seen: readonly ServerMounts[];
  readonly silent: readonly ServerFailure[];
}

/** The state of the journal stays as it is: no run may begin until every server has answered the way back. */
async function withSilent(
  context: StepContext,
  ports: FreezePorts,
  { inputs, back, fence, seen, silent }: Some,
): Promise<Outcome> {
  const harmless = await provenHarmless(context, ports, { inputs, back, fence, seen });
  const names = silent.map(({ server }) => server);
  const split = harmless.kind === 'proven' ? [] : names;
  if (String(back.hold?.entry.split ?? []) !== String(split))
    await back.hold?.advance('note', { split });
  if (harmless.kind === 'split') return splitOutcome(context, { why: harmless.why, silent, seen });
  const opened = await open(context, ports.ssm, { fence, seen });
  return partly(context, opened, { harmless, silent });
}

interface Opened {
  readonly says?: string;
  readonly ours: readonly string[];
  readonly seen: readonly ServerMounts[];
  readonly warnings: readonly string[];
  readonly served: readonly Moment[];
  readonly started: readonly Fact[];
}

const NOTHING: Opened = { ours: [], seen: [], warnings: [], served: [], started: [] };

async function open(
  context: StepContext,
  ssm: Ssm,
  { fence, seen }: Pick<Some, 'fence' | 'seen'>,
): Promise<Opened> {
  const { run, runbook } = context;
  const what = `thawing ${runbook.source.mount}`;
  const ours = seen.filter(({ frozenBy }) => frozenBy !== '').map(({ server }) => server);
  const sent = thawRun(runbook, run.id, ours);
  const ran = await runOnServers(context, ssm, sent, fence);
  const { done, failed } = eachAnswer(ran, ({ server, refusal, values }) => {
    if (refusal) throw refused(what, { document: sent.document, server, values, refusal }, CURES);
    const notRead = values.get('reload') ?? '';
    const closed = coveredClosed(server, values);
    return notRead === '' ? closed : [...closed, unitsNotRead(server, notRead)];
  });
  // Services may be stopped where nothing was frozen yet. A server that is not thawed keeps none of the others down.
  const refusing = failed.map(({ server }) => server);
  const all = seen.map(({ server }) => server).filter((one) => !refusing.includes(one));
  const started = await startServicesBack(context, ssm, fence, all);
  if (failed.length > 0) throw serversFailed(what, [...failed, ...started.failed]);
  if (started.failed.length > 0) throw serversFailed('starting the services', started.failed);
  return {
    ours,
    seen,
    warnings: [...done.flat(), ...started.warnings],
    served: firstOf(started.moments, proofs(ran.answers, 'thaw')),
    started: started.facts,
  };
}

function thawed({ runbook }: StepContext, opened: Opened): Outcome {
  const { says = 'Nothing that this run froze is left to thaw.', ours, seen, started } = opened;
  return {
    verdict: 'pass',
    says:
      ours.length === 0
        ? says
        : `${runbook.source.mount} takes writes again on ${ours.length === 1 ? 'the server' : `all ${ours.length} servers`}: a write as ${runbook.application.user} succeeded.`,
    facts: [...seen.map(serverFact), ...started],
    warnings: opened.warnings,
    data: { thawed: ours, before: seen, served: opened.served },
    outputs: { thawed: String(ours.length > 0) },
  };
}

const serverFact = (one: ServerMounts): Fact => ({ name: one.server, value: describeMounts(one) });

const namesOf = (silent: readonly ServerFailure[]): string =>
  silent.map(({ server }) => server).join(', ');

/** What a person does about a silent server, once it is known that it is one. */
const cureOf = (names: string): string =>
  `bring ${names} online again, or take it off the network for good and out of the runbook; then re-run the job rollback. No run may begin before`;

/** The source serves on the servers that answer. The step fails all the same: the way back has not reached all of them. */
function partly(
  context: StepContext,
  opened: Opened,
  {
    harmless,
    silent,
  }: {
    readonly harmless: Extract<Harmless, { readonly kind: 'proven' | 'forced' }>;
    readonly silent: readonly ServerFailure[];
  },
): Outcome {
  const { source } = context.runbook;
  const names = namesOf(silent);
  const at = opened.seen.map(({ server }) => server).join(', ') || 'no server';
  const error = new CutoverError('server-failed', {
    what: `the way back of ${source.mount}`,
    expected: 'an answer of every server',
    got: silent.map((one) => `${one.server}: ${one.error.message}`).join('; '),
    cure: cureOf(names),
    cause: silent[0]?.error,
  });
  const forced = harmless.kind === 'forced';
  return {
    ...thawed(context, opened),
    verdict: 'fail',
    says: `${forced ? `BREAK-GLASS, thawed by a person's decision although ${names} may write through the gateway (${harmless.why}). ` : ''}${source.mount} takes writes on ${at}. ${forced ? '' : `${names} cannot write through the gateway: ${harmless.why}. `}${error.message}`,
    data: {
      ...{ thawed: opened.ours, before: opened.seen, served: opened.served },
      ...{ silent: silent.map(({ server }) => server), forced },
    },
    error,
  };
}

/** Nothing is thawed: a silent server may write through the gateway. */
function splitOutcome(
  { runbook }: StepContext,
  {
    why,
    silent,
    seen,
  }: {
    readonly why: string;
    readonly silent: readonly ServerFailure[];
    readonly seen: readonly ServerMounts[];
  },
): Outcome {
  const names = namesOf(silent);
  const error = new CutoverError('server-failed', {
    what: `thawing ${runbook.source.mount}`,
    expected: `an answer of ${names}, or a proof that it cannot write through the gateway`,
    got: silent.map((one) => `${one.server}: ${one.error.message}`).join('; '),
    cure: `${cureOf(names)}. To thaw it all the same, run the workflow Rollback with although-split: it asks for a reviewer`,
    cause: silent[0]?.error,
  });
  return {
    verdict: 'fail',
    says: `SPLIT: ${names} does not answer, and may write through the gateway (${why}). So ${runbook.source.mount} stays read-only on every server. ${error.message}`,
    facts: seen.map(serverFact),
    warnings: [],
    data: { split: silent.map(({ server }) => server), before: seen },
    outputs: { thawed: 'false' },
    error,
  };
}
