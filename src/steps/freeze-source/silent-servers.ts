// Whether a server that does not answer on the way back could write through the gateway.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { StepContext } from '../frame/context.ts';
import { closeShare } from '../migration/share-flag.ts';
import { assertRollbackRole } from '../migration/turn-back.ts';
import type { Back } from '../migration/turn-back.ts';
import type { Fence } from '../servers/fence.ts';
import { probeShareRun } from '../servers/mount-runs.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import { runOnServers } from '../servers/run-document.ts';
import type { FreezePorts, FreezeSourceInputs } from './inputs.ts';

/** What is known of the silent servers, and why. */
export type Harmless =
  | { readonly kind: 'proven'; readonly why: string }
  /** A person has decided without a proof. */
  | { readonly kind: 'forced'; readonly why: string }
  | { readonly kind: 'split'; readonly why: string };

interface Asked {
  readonly inputs: FreezeSourceInputs;
  readonly back: Extract<Back, { readonly kind: 'back' }>;
  readonly fence: Fence;
  /** What the servers that answer serve. */
  readonly seen: readonly ServerMounts[];
}

/**
 * A silent server cannot write through the gateway where no switch was begun, or where the share is closed and a write
 * through a mount of before fails. Nothing else is a proof.
 */
export async function provenHarmless(
  context: StepContext,
  ports: FreezePorts,
  asked: Asked,
): Promise<Harmless> {
  const { hold } = asked.back;
  const { inputs } = asked;
  if (hold?.entry.intent === 'rolled-back-none')
    return { kind: 'proven', why: 'no server was told to switch' };
  const doubt = await doubtOf(context, ports, asked);
  if (doubt === undefined)
    return { kind: 'proven', why: 'the share is read-only, and a write through it has failed' };
  if (!inputs['although-split']) return { kind: 'split', why: doubt };
  assertRollbackRole(context);
  const { ticket, reason } = inputs;
  if (ticket === undefined || reason === undefined)
    throw new CutoverError('bad-input', {
      what: 'input although-split',
      expected: 'the reason and the ticket beside it',
      got: reason === undefined ? 'no reason' : 'no ticket',
      cure: 'nothing was thawed: name both',
    });
  return { kind: 'forced', why: `${doubt}; reason: ${reason}; ticket: ${ticket}` };
}

/** Why a write through the gateway may succeed; undefined where it is proven that it fails. */
async function doubtOf(
  context: StepContext,
  { ssm, openFlag }: FreezePorts,
  { back, fence, seen }: Asked,
): Promise<string | undefined> {
  // Nobody would know later how the flag was.
  if (back.hold === undefined)
    return 'the journal did not answer, so the share was not made read-only';
  if (seen.length === 0) return 'no server answers that could try to write there';
  const open = await closeShare(context, back.hold, openFlag);
  if (open !== undefined) return `the share could not be made read-only: ${open}`;
  return probe(context, ssm, { fence, servers: seen.map(({ server }) => server) });
}

async function probe(
  context: StepContext,
  ssm: FreezePorts['ssm'],
  { fence, servers }: { readonly fence: Fence; readonly servers: readonly string[] },
): Promise<string | undefined> {
  const sent = probeShareRun(context.runbook, context.run.id, servers);
  const { answers, failed } = await runOnServers(context, ssm, sent, fence);
  const faults = answers.flatMap(({ server, refusal, values }) => {
    if (refusal !== undefined) return [`${server}: ${refusal.code} (${refusal.detail})`];
    const closed = values.get('closed') ?? 'unknown';
    const said = values.get('probe') ?? '';
    if (closed === 'yes') return [];
    return [
      closed === 'no'
        ? `${server} could write to it, although the share is read-only`
        : `${server} could not say whether it takes writes (${said})`,
    ];
  });
  const doubts = [
    ...faults,
    ...failed.map(({ server, error }) => `${server}: ${asCutoverError(error).message}`),
  ];
  return doubts.length === 0 ? undefined : doubts.join('; ');
}
