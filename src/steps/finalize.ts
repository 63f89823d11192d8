// After the hold: what the task, its locations and its agents were is kept, then they are deleted, in this order.
import { CutoverError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { Fact, Outcome } from '../core/record.ts';
import type { EvidenceBucket } from '../aws/evidence-bucket.ts';
import type { Ssm } from '../aws/ssm.ts';
import { exportKey } from '../runbook/finalize-export.ts';
import type { Finalize } from '../runbook/runbook.ts';
import type { StepContext } from './context.ts';
import { readConfirmed } from './finalize/confirmed.ts';
import type { ConfirmedServer } from './finalize/confirmed.ts';
import { assertCovers, keepExport, readExport } from './finalize/export.ts';
import type { KeptExport } from './finalize/export.ts';
import { otherUsers } from './finalize/other-users.ts';
import type { UserPorts } from './finalize/other-users.ts';
import { nameOf, removeAll } from './finalize/remove.ts';
import type { Removed } from './finalize/remove.ts';
import { judgeWhole, readWhole } from './finalize/resources.ts';
import type { Resource, ResourcePorts, Whole } from './finalize/resources.ts';
import { assertLab } from './lab-only.ts';

export interface FinalizeInputs {
  /** The run that was confirmed. */
  readonly run: string;
  /** Reads and says what would be deleted, or why not; changes nothing. */
  readonly 'only-check': boolean;
}

export interface FinalizePorts extends ResourcePorts, UserPorts {
  readonly ssm: Ssm;
  readonly evidence: EvidenceBucket;
}

interface Seen {
  readonly servers: readonly ConfirmedServer[];
  readonly whole: Whole;
  /** Of an earlier try. */
  readonly kept: KeptExport | undefined;
  /** What is to be deleted and is still there, in the order in which it goes. */
  readonly wanted: readonly Resource[];
  readonly problems: readonly Failure[];
  readonly warnings: readonly string[];
}

/** Deletes, or with `only-check` says whether it would. Refuses with everything that stands in its way at once. */
export async function finalize(
  context: StepContext,
  ports: FinalizePorts,
  inputs: FinalizeInputs,
): Promise<Outcome> {
  const { finalize: asked } = context.runbook;
  if (asked === undefined) throw notAsked();
  if (!inputs['only-check']) assertLab(context, 'finalize');
  const seen = await look(context, ports, inputs.run, asked);
  if (seen.problems.length > 0) return refused(context, inputs, seen);
  if (inputs['only-check']) return checked(context, inputs, seen);
  if (seen.wanted.length === 0 && seen.kept !== undefined)
    return ended(context, inputs, seen, { kept: seen.kept, removed: { gone: [], left: [] } });
  const kept = await keepExport(context, ports.evidence, inputs.run, seen.whole);
  context.say(`Kept in s3://${ports.evidence.name}/${exportKey(context.runbook.name, inputs.run)}`);
  const removed = await removeAll(context, ports.resources, seen.wanted);
  return ended(context, inputs, seen, { kept, removed });
}

async function look(
  context: StepContext,
  ports: FinalizePorts,
  run: string,
  { holdMs, deleteAgent }: Finalize,
): Promise<Seen> {
  const confirmed = await readConfirmed(context, ports.ssm, { run, holdMs });
  const kept = await readExport(context, ports.evidence, run);
  const whole = await readWhole(context, ports, kept?.export);
  if (kept !== undefined) assertCovers(context, kept.export, whole);
  const { resources } = whole;
  const judged = judgeWhole(context, whole);
  const users = await otherUsers(context, ports, { resources, deleteAgent });
  return {
    servers: confirmed.servers,
    whole,
    kept,
    wanted: resources.filter(
      ({ kind, told }) => told !== undefined && (deleteAgent || kind !== 'agent'),
    ),
    problems: [...confirmed.problems, ...judged.problems, ...users],
    warnings: judged.warnings,
  };
}

function refused(context: StepContext, inputs: FinalizeInputs, seen: Seen): Outcome {
  const { problems } = seen;
  const [only] = problems;
  const error =
    problems.length === 1 && only !== undefined
      ? new CutoverError('not-ready', { ...only, cure: `nothing was deleted: ${only.cure}` })
      : new CutoverError('not-ready', {
          what: 'finalize',
          expected: 'nothing in its way',
          got: problems
            .map(({ what, expected, got }) => `${what}: expected ${expected}, got ${got}`)
            .join('; '),
          cure: `nothing was deleted: ${problems.map(({ cure }) => cure).join('; ')}`,
        });
  const says = `Nothing was deleted: ${problems.length === 1 ? 'one thing stands' : `${problems.length} things stand`} in the way.`;
  return {
    ...outcomeOf(context, inputs, seen, { state: 'refused', says }),
    verdict: 'fail',
    error,
  };
}

/** Told before anybody is asked to approve it, that outside of a lab it would be refused, too. */
function checked(context: StepContext, inputs: FinalizeInputs, seen: Seen): Outcome {
  const { wanted } = seen;
  const names = wanted.map(nameOf).join(', ');
  const outcome =
    wanted.length === 0
      ? outcomeOf(context, inputs, seen, { state: 'finalized', says: 'Nothing is left to delete.' })
      : outcomeOf(context, inputs, seen, {
          state: 'ready',
          says: `Nothing stands in the way. To be deleted: ${names}.`,
        });
  try {
    assertLab(context, 'finalize');
    return outcome;
  } catch (thrown) {
    if (!(thrown instanceof CutoverError)) throw thrown;
    return { ...outcome, verdict: 'fail', error: thrown };
  }
}

function ended(
  context: StepContext,
  inputs: FinalizeInputs,
  seen: Seen,
  { kept, removed }: { readonly kept: KeptExport; readonly removed: Removed },
): Outcome {
  const { gone, left, error } = removed;
  const state = left.length === 0 ? 'finalized' : 'half-way';
  const says =
    gone.length === 0
      ? 'Nothing was left to delete: an earlier try has done it.'
      : `${gone.length} ${gone.length === 1 ? 'resource' : 'resources'} of DataSync deleted; what they were is kept in the evidence bucket.`;
  const outcome = outcomeOf(context, inputs, { ...seen, kept }, { state, says, removed });
  if (error === undefined) return outcome;
  return { ...outcome, verdict: 'fail', says: error.message, error };
}

interface Told {
  readonly state: 'refused' | 'ready' | 'half-way' | 'finalized';
  readonly says: string;
  readonly removed?: Removed;
}

function outcomeOf(
  { runbook }: StepContext,
  { run }: FinalizeInputs,
  { servers, whole, kept, wanted, problems, warnings }: Seen,
  { state, says, removed }: Told,
): Outcome {
  const place = `s3://${runbook.evidence.bucket}/${exportKey(runbook.name, run)}`;
  const fates = whole.resources.map((one) => ({
    kind: one.kind,
    arn: one.arn,
    fate: fateOf(one, wanted, removed),
  }));
  const facts: readonly Fact[] = [
    { name: 'Run that was confirmed', value: run },
    ...problems.map(({ what, expected, got }) => ({
      name: 'In the way',
      value: `${what}: expected ${expected}, got ${got}`,
    })),
    ...servers.map(({ server, confirmedAt, holdEnds }) => ({
      name: server,
      value: `served by the gateway, confirmed at ${confirmedAt}; the hold was over at ${holdEnds}`,
    })),
    ...fates.map((one) => ({ name: nameOf(one), value: one.fate })),
    ...(kept === undefined
      ? []
      : [
          { name: 'Export', value: place },
          { name: 'SHA-256 of the export', value: kept.sha256 },
        ]),
  ];
  return {
    verdict: 'pass',
    says,
    facts,
    warnings,
    data: {
      state,
      run,
      servers,
      resources: fates,
      problems,
      ...(kept && { export: { place, sha256: kept.sha256 } }),
    },
    outputs: {
      state,
      export: kept === undefined ? '' : place,
      sha256: kept?.sha256 ?? '',
      deleted: String(removed?.gone.length ?? 0),
    },
  };
}

function fateOf(one: Resource, wanted: readonly Resource[], removed: Removed | undefined): string {
  if (one.told === undefined) return 'was gone before';
  if (removed?.gone.includes(one) === true) return 'deleted';
  if (!wanted.includes(one)) return 'stays (finalize.delete-agent is false)';
  return removed === undefined ? 'there' : 'still there';
}

const notAsked = (): CutoverError =>
  new CutoverError('bad-input', {
    what: 'finalize',
    expected: 'a runbook with the section finalize',
    got: 'none',
    cure: 'add it by pull request; nothing was deleted',
  });
