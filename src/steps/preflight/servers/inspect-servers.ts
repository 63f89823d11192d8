// Inspects every application server: its mounts, what would mount the old server again, what does not survive, test files.
import type { Ssm } from '../../../aws/ssm/ssm.ts';
import { firstServer } from '../../../plan/document-run.ts';
import { inspectServerRun } from './inspection-runs.ts';
import type { StepContext } from '../../frame/context.ts';
import { refused, runOnServers } from '../../servers/run-document.ts';
import type { Answer } from '../../servers/run-document.ts';
import type { Finding } from '../finding.ts';
import { unanswered } from '../group.ts';
import { readInspection } from './inspection.ts';
import { forAllServers } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';
import { judgeMounts } from './mount-checks.ts';
import { judgeConfirmation, judgeTestFiles } from './test-file-checks.ts';
import { judgeServices } from './service-checks.ts';
import { judgeSurvival } from './survival-checks.ts';

export interface ServerPorts {
  /** Systems Manager in the Region of the application servers. */
  readonly ssm: Ssm;
}

/** The findings on every server of the runbook; a server that does not answer is unproven. Changes nothing. */
export async function inspectServers(
  context: StepContext,
  { ssm }: ServerPorts,
): Promise<readonly Finding[]> {
  const inspected = (await answersOf(context, ssm)).map(({ server, answer }) => ({
    server,
    findings: answer instanceof Error ? [notInspected(answer)] : findingsOf(context, answer),
  }));
  return forAllServers(inspected);
}

type Answered = { readonly server: string; readonly answer: Answer | Error };

async function answersOf(context: StepContext, ssm: Ssm): Promise<readonly Answered[]> {
  const { runbook } = context;
  const sent = inspectServerRun(runbook, runbook.application.servers);
  const { answers, failed } = await runOnServers(context, ssm, sent);
  return [
    ...answers.map((answer) => ({ server: answer.server, answer })),
    ...failed.map(({ server, error }) => ({ server, answer: error })),
  ];
}

const CURES: Readonly<Record<string, string>> = {
  hung: 'a mount of this server does not answer: look at its NFS servers, then re-run this job',
  'no-systemd':
    'write "services: none" into the runbook where the server has no systemd, and stop the application by hand',
  'essential-unit': 'take the unit out of application.services',
  'no-user': "correct the application's user and group in the runbook",
};

function findingsOf({ runbook }: StepContext, answer: Answer): readonly ServerFinding[] {
  try {
    if (answer.refusal) throw refused('inspecting the server', answer, CURES);
    const seen = readInspection(answer);
    const makesCanary = firstServer(runbook).includes(answer.server);
    return [
      ...judgeMounts(runbook, seen),
      ...(makesCanary ? judgeTestFiles(runbook, seen) : judgeConfirmation(runbook, seen)),
      ...judgeSurvival(runbook, seen),
      ...judgeServices(runbook, seen),
    ];
  } catch (thrown) {
    return [notInspected(thrown)];
  }
}

const notInspected = (thrown: unknown): Finding =>
  unanswered('Servers', 'The server was inspected', thrown);
