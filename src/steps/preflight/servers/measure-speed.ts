// Measures how fast the application reads, and if the runbook asks for it writes, through the gateway and on the source.
import { visible } from '../../../core/text/markdown.ts';
import { measureSpeedRun } from './inspection-runs.ts';
import type { Speed } from '../../../runbook/runbook.ts';
import type { StepContext } from '../../frame/context.ts';
import { oneAnswer, refused, required, runDocument } from '../../servers/run-document.ts';
import type { Answer } from '../../servers/run-document.ts';
import type { Finding } from '../finding.ts';
import { unanswered } from '../group.ts';
import type { ServerPorts } from './inspect-servers.ts';
import { wholeNumber } from './inspection.ts';
import { forAllServers } from './server-findings.ts';
import { judgeSpeed } from './speed-checks.ts';
import type { Measured, Times } from './speed-checks.ts';

/**
 * Measures on the first server, as the application's user; nothing without `preflight.speed`. With `write` it makes a
 * hidden folder beside the canary, on source and gateway, and removes it again; otherwise it changes nothing.
 */
export async function measureSpeed(
  context: StepContext,
  { ssm }: ServerPorts,
): Promise<readonly Finding[]> {
  const { application, preflight } = context.runbook;
  const [server] = application.servers;
  if (preflight.speed === undefined || server === undefined) return [];
  let findings: readonly Finding[];
  try {
    const asked = measureSpeedRun(context.runbook, context.run.id, preflight.speed);
    const answer = oneAnswer(await runDocument(context, ssm, asked));
    findings = findingsOf(preflight.speed, answer);
  } catch (thrown) {
    context.signal.throwIfAborted();
    findings = [unmeasured(thrown)];
  }
  return forAllServers([{ server, findings }]);
}

const CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount source and gateway on the server',
  'folder-exists': 'remove that folder by hand: this run has not made it',
  'not-removed': 'remove that folder by hand: an earlier attempt of this run has made it',
  'read-failed':
    "let the application's user read the files beside canary.copy, on source and gateway",
  'write-failed': "let the application's user write beside canary.to, on source and gateway",
  denied:
    "let the application's user reach the folders of canary.copy and canary.to, on source and gateway",
  'outside-mount': 'name paths that stay inside the mount; a symbolic link leads out of it',
  hung: 'one of the mounts does not answer: look at its NFS server, then re-run this job',
  'no-user': "correct the application's user and group in the runbook",
};

function findingsOf(speed: Speed, answer: Answer): readonly Finding[] {
  const left = leftBehind(answer);
  if (answer.refusal) return [unmeasured(refused('measuring the speed', answer, CURES)), ...left];
  required(answer, 'measured');
  // An output that was cut would not say what is left.
  if (speed.write) required(answer, 'left');
  return [...judgeSpeed(speed, readMeasured(answer, speed.write)), ...left];
}

function leftBehind({ values }: Answer): readonly Finding[] {
  const left = values.get('left') ?? '';
  if (left === '') return [];
  return [
    {
      area: 'Speed',
      check: 'Nothing is left of the measuring',
      state: 'fail',
      found: `could not be removed: ${visible(left)}; expected no trace`,
      cure: 'remove it by hand on the server',
    },
  ];
}

function readMeasured(answer: Answer, wrote: boolean): Measured {
  const number = (key: string): number => wholeNumber(answer, key, required(answer, key));
  const times = (work: string): Times => ({
    source: number(`${work}-source`),
    gateway: number(`${work}-gateway`),
  });
  const files = number('read-files');
  return {
    read:
      files === 0
        ? undefined
        : {
            ...times('read'),
            files,
            bytes: number('read-bytes'),
            way: required(answer, 'read-way') === 'direct' ? 'direct' : 'cached',
          },
    write: wrote ? times('write') : undefined,
    rename: wrote ? times('rename') : undefined,
  };
}

const unmeasured = (thrown: unknown): Finding =>
  unanswered('Speed', 'The speed was measured', thrown);
