// What the approvers have seen, looked at once more before the freeze: how old it is, and whether the re-check can use it.
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import type { StepContext } from '../frame/context.ts';
import { missingProof } from '../tree/recheck.ts';

export interface EvidenceInputs {
  /** The folder with the downloaded artifacts `proof-…`; without it the step does not look for proofs. */
  readonly since: string | undefined;
  /** SHA-256 of each proof, outputs of the jobs that made them. */
  readonly 'bucket-proof': string | undefined;
  readonly 'gateway-proof': string | undefined;
  /** Whether proofs of an earlier attempt count, as claim-migration has read in the journal. */
  readonly 'proofs-hold': boolean;
  /** When the older proof was made. */
  readonly 'proven-at': Instant | undefined;
  /** What each part of a whole comparison took before the gate, in seconds. */
  readonly 'bucket-seconds': number | undefined;
  readonly 'share-seconds': number | undefined;
  readonly 'gateway-seconds': number | undefined;
}

export interface EvidenceBefore {
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Looks before any server is asked. Throws `not-ready` where an incremental re-check has lost its proof: everything would
 * be compared while the source is frozen, and nobody has approved so long a window. Where the runbook allows that,
 * it is a warning.
 */
export async function evidenceBefore(
  context: StepContext,
  inputs: EvidenceInputs,
): Promise<EvidenceBefore> {
  const age = ageOf(context, inputs['proven-at']);
  const missing = await missingProofs(context, inputs);
  if (missing.length === 0) return { ...age, warnings: [] };
  const got = missing.map(({ layer, why }) => `of the ${layer}: ${why}`).join('; ');
  const cost = costOf(missing.flatMap(({ seconds }) => seconds));
  if (context.runbook.verify.recheckWithoutProof === 'full')
    return {
      ...age,
      warnings: [
        `A proof is missing (${got}). The run compares everything while the source is frozen: ${cost}.`,
      ],
    };
  throw new CutoverError('not-ready', {
    what: 'the proofs on which the re-check after the freeze builds',
    expected:
      'a proof of the bucket and one of the gateway, made by this run since anything was written through the gateway',
    got,
    cure: `nothing was frozen. If "Fetch the proofs of this run" failed, re-run this job. Otherwise start a new run, which makes new proofs. Or write "recheck-without-proof: full" into the runbook: then the run compares everything while the source is frozen, ${cost}`,
  });
}

interface MissingProof {
  readonly layer: 'bucket' | 'gateway';
  readonly why: string;
  /** What the whole comparison of the layer takes, part by part. */
  readonly seconds: readonly (number | undefined)[];
}

async function missingProofs(
  context: StepContext,
  inputs: EvidenceInputs,
): Promise<readonly MissingProof[]> {
  const { since } = inputs;
  if (since === undefined || context.runbook.verify.recheck === 'full') return [];
  const of = (proof: string | undefined) => ({
    ...{ since, proof },
    'proofs-hold': inputs['proofs-hold'],
  });
  const bucket = await missingProof(context, 'bucket', of(inputs['bucket-proof']));
  const gateway = await missingProof(context, 'gateway', of(inputs['gateway-proof']));
  return [
    ...(bucket === undefined
      ? []
      : [{ layer: 'bucket' as const, why: bucket, seconds: [inputs['bucket-seconds']] }]),
    ...(gateway === undefined
      ? []
      : [
          {
            layer: 'gateway' as const,
            why: gateway,
            seconds: [inputs['share-seconds'], inputs['gateway-seconds']],
          },
        ]),
  ];
}

/** `about 14 minutes, as before the gate`. A part that nobody has measured makes it a lower bound. */
function costOf(seconds: readonly (number | undefined)[]): string {
  const known = seconds.filter((one) => one !== undefined);
  if (known.length === 0) return 'for a time that nobody has measured';
  const minutes = Math.max(1, Math.ceil(known.reduce((sum, one) => sum + one, 0) / 60));
  const words = minutes === 1 ? 'one minute' : `${minutes} minutes`;
  return `${known.length < seconds.length ? 'at least' : 'about'} ${words}, as before the gate`;
}

/** Evidence ages while a run waits at its gate: what others change meanwhile, no re-check of changed folders sees. */
function ageOf(
  { clock }: StepContext,
  provenAt: Instant | undefined,
): Pick<EvidenceBefore, 'facts' | 'data'> {
  if (provenAt === undefined) return { facts: [], data: {} };
  const age = Math.max(0, clock.now() - provenAt);
  const time = new Date(provenAt).toISOString();
  return {
    facts: [
      { name: 'Age of the evidence', value: `${formatDuration(age)}: proven at ${utc(time)}` },
    ],
    data: { evidence: { provenAt: time, ageSeconds: Math.round(age / 1000) } },
  };
}
