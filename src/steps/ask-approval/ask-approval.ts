// The last words before the gate: what an approval would sign, and its digest.
import type { Instant } from '../../core/clock.ts';
import type { Outcome } from '../../core/record.ts';
import { utc } from '../../core/values/instant.ts';
import { COMMENT_DIGITS, decisionLines } from '../../evidence/judge-approvals.ts';
import type { SignedDecision } from '../../evidence/judge-approvals.ts';
import { keepSubject, subjectDigest, subjectOf } from '../approval/subject.ts';
import { readConfiguration } from '../approval/configuration.ts';
import type { ConfigurationPorts } from '../approval/configuration.ts';
import type { StepContext } from '../frame/context.ts';
import { questionMarkdown } from './question.ts';

export interface AskInputs {
  readonly until: 'proof' | 'cutover';
  readonly ticket: string;
  readonly reason: string;
  /** SHA-256 of the plan of this run, and of the proof of each layer. */
  readonly 'plan-digest': string | undefined;
  readonly 'bucket-proof': string | undefined;
  readonly 'gateway-proof': string | undefined;
  readonly 'proven-at': Instant | undefined;
  /** How many paths the source had, and how many the delta has moved. */
  readonly rows: number | undefined;
  readonly 'files-transferred': number | undefined;
  /** What each part of a whole comparison took, in seconds. */
  readonly 'bucket-seconds': number | undefined;
  readonly 'share-seconds': number | undefined;
  readonly 'gateway-seconds': number | undefined;
}

export interface AskPorts {
  readonly configuration: ConfigurationPorts;
  /** What was decided at the gates of this run before. */
  readonly decisions: () => Promise<readonly SignedDecision[]>;
}

/** Reads all settings, keeps them with the digests of what was proven, and says what waits for whom. */
export async function askApproval(
  context: StepContext,
  inputs: AskInputs,
  ports: AskPorts,
): Promise<Outcome> {
  const { clock, runbook } = context;
  const [configuration, decisions] = await Promise.all([
    readConfiguration(context, ports.configuration),
    ports.decisions(),
  ]);
  const at = new Date(inputs['proven-at'] ?? clock.now()).toISOString();
  const subject = subjectOf(context, {
    plan: inputs['plan-digest'] ?? '',
    proven: { bucket: inputs['bucket-proof'] ?? '', gateway: inputs['gateway-proof'] ?? '', at },
    configuration,
    decisions: decisionLines(decisions),
  });
  const digest = subjectDigest(subject);
  keepSubject(context, subject);
  const sign = digest.slice(0, COMMENT_DIGITS);
  const waits = inputs.until === 'cutover';
  return {
    title: `Digest ${digest}`,
    verdict: 'pass',
    says: waits
      ? `This is what an approval signs.${runbook.gates.comment === 'none' ? '' : ` Write ${sign} into the comment of the approval.`}`
      : 'This is what an approval would sign. This run ends here and asks nobody.',
    facts: [
      { name: 'Proven at', value: utc(at) },
      { name: 'Settings kept', value: String(Object.keys(configuration).length) },
    ],
    warnings: [],
    data: { digest, subject },
    outputs: { digest },
    markdown: questionMarkdown(context, inputs, { digest, sign, provenAt: at }),
  };
}
