// The last words before the gate of another workflow: what would be done, as the look has seen it, and its digest.
import type { Outcome } from '../../core/record.ts';
import { code, plain } from '../../core/text/markdown.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { COMMENT_DIGITS, decisionLines } from '../../evidence/judge-approvals.ts';
import type { SignedDecision } from '../../evidence/judge-approvals.ts';
import type { GitHubEnvironments } from '../../github/environments.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { assertAct } from '../approval/acts.ts';
import type { Act, ActName } from '../approval/acts.ts';
import { readGates } from '../approval/configuration.ts';
import { keepSubject, subjectDigest, subjectOf } from '../approval/subject.ts';
import type { StepContext } from '../frame/context.ts';

export interface AskActInputs {
  readonly ticket: string;
  readonly reason: string;
  readonly 'plan-digest': string | undefined;
}

export interface AskActPorts {
  readonly environments: GitHubEnvironments;
  /** What was decided at the gates of this run before. */
  readonly decisions: () => Promise<readonly SignedDecision[]>;
}

/** Keeps what an approval of `act` signs, and says it. Throws what GitHub throws, and `bad-input` without a gate. */
export async function askAct(
  context: StepContext,
  act: Act,
  inputs: AskActInputs,
  ports: AskActPorts,
): Promise<Outcome> {
  const environment = assertAct(context.runbook, act);
  const [configuration, decisions] = await Promise.all([
    readGates(ports.environments, [environment]),
    ports.decisions(),
  ]);
  const subject = subjectOf(context, {
    plan: inputs['plan-digest'] ?? '',
    proven: { bucket: '', gateway: '', at: new Date(context.clock.now()).toISOString() },
    ...{ act, configuration },
    decisions: decisionLines(decisions),
  });
  const digest = subjectDigest(subject);
  keepSubject(context, subject);
  const sign = digest.slice(0, COMMENT_DIGITS);
  const { comment, validFor } = context.runbook.gates;
  const named = comment === 'none' ? '' : ` Write ${sign} into the comment of the approval.`;
  return {
    title: `Digest ${digest}`,
    verdict: 'pass',
    says: `This is what an approval signs.${named}`,
    facts: [
      { name: 'About run', value: act.ofRun },
      { name: 'Seen', value: act.seen },
    ],
    warnings: [],
    data: { digest, subject },
    outputs: { digest },
    markdown: [
      `- ${happens(context.runbook, act.name)}`,
      `- Change ${code(inputs.ticket)}: ${plain(inputs.reason)}`,
      '- Behind the gate the same is looked at again. If what is to be done is no longer what was seen now, it is refused.',
      `- The approval holds for the digest ${code(digest)} alone, for ${formatDuration(validFor)}: one person at ${code(environment)} who has not started this run.`,
      '',
    ].join('\n'),
  };
}

const happens = ({ datasync, source }: Runbook, name: ActName): string =>
  ({
    finalize: `The task ${code(datasync.task)} and its locations are deleted for good. Bucket, share, gateway and files stay.`,
    'carry-back': `What was written through the gateway is copied to ${code(source.mount)}. What has changed there meanwhile stays as it is.`,
    settle:
      'The rollback is settled as the look says: the task is opened, and the next attempt may begin.',
  })[name];
