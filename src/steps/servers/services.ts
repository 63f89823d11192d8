// The application's services: stopped while the source is frozen, started again where it is served, and proven healthy.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Fact } from '../../core/record.ts';
import type { StepContext } from '../frame/context.ts';
import { eachAnswer } from './each-server.ts';
import type { ServerFailure } from './each-server.ts';
import type { Fence } from './fence.ts';
import { begins, proofs } from './moments.ts';
import type { Moment } from './moments.ts';
import { SOURCE_CURES, startServicesRun, stopServicesRun } from './mount-runs.ts';
import { askAgain } from './read-mounts.ts';
import { refused, runDocument, runOnServers } from './run-document.ts';
import type { Answer } from './run-document.ts';

const CURES: Readonly<Record<string, string>> = {
  ...SOURCE_CURES,
  'no-unit':
    'correct application.services in the runbook, or install the unit on this server (systemctl status shows it)',
  'essential-unit':
    'take the unit out of application.services, or take the link from its socket, timer or alias to this one away',
  'stops-others': 'add these units to application.services: then they are started again, too',
  'units-unread': 'run "systemctl daemon-reload" on the server and see why it fails',
  ended: 'nothing is to be done on this server: a command was delivered late, and its services run',
  'service-not-stopped':
    'see on the server why the unit does not stop (systemctl status, TimeoutStopSec=), then start a new run',
  'service-holds':
    'stop these processes with their unit (KillMode=control-group), or end them before the freeze',
  'service-starts':
    'see with "systemctl cat" which drop-in of the unit takes its conditions back, and remove it',
  'service-not-started': 'see on the server why the unit does not start: systemctl status',
  'service-unhealthy':
    "see in the service's own log why it does not work on the gateway; check application.health in the runbook",
  'no-systemd':
    'write "services: none" into the runbook where the server has no systemd, and stop the application by hand',
};

/** What was done with the services, for the record. */
export interface Services {
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  /** When they were stopped, or proven to run, on each server. */
  readonly moments: readonly Moment[];
}

const NOTHING: Services = { facts: [], warnings: [], moments: [] };

/** Stops the services on every server and keeps them from starting; throws `server-refused` where one goes on. */
export async function stopServices(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<Services> {
  const { run, runbook } = context;
  if (runbook.application.services.length === 0) return NOTHING;
  const answers = await runDocument(
    context,
    ssm,
    stopServicesRun(runbook, run.id, 'forward'),
    fence,
  );
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused('stopping the services', bad, CURES);
  // They may have taken long to stop.
  await askAgain(context, ssm, fence, runbook.application.servers);
  const stopped = told(
    answers,
    ({ values }) => `stopped and kept from starting: ${namesIn(values).join(', ')}`,
  );
  return { ...stopped, moments: begins(answers, 'services') };
}

/** Starts the services on every server as they were; throws `server-refused` where one does not start or is not healthy. */
export async function startServices(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<Services> {
  const { run, runbook } = context;
  if (runbook.application.services.length === 0) return NOTHING;
  const start = startServicesRun(runbook, run.id, 'forward');
  await askAgain(context, ssm, fence, start.servers);
  const answers = await runDocument(context, ssm, start, fence);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused('starting the services', bad, CURES);
  return { ...told(answers, startedInWords), moments: proofs(answers, 'services') };
}

/** Stops on `servers` what still writes, on the way back. What is left of it is a warning: it keeps no server from the source. */
export async function stopServicesBack(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  servers: readonly string[],
): Promise<readonly string[]> {
  const { run, runbook } = context;
  if (runbook.application.services.length === 0) return [];
  const stop = stopServicesRun(runbook, run.id, 'back', servers);
  const ran = await runOnServers(context, ssm, stop, fence);
  const { done, failed } = eachAnswer(ran, (answer) => {
    if (answer.refusal) throw refused('stopping the services', answer, CURES);
    return warningsOf(answer);
  });
  return [...done.flat(), ...failed.map(({ server, error }) => `${server}: ${error.message}`)];
}

/** Starts on `servers` what this run has stopped there, on the way back; `failed` names those where it does not run. */
export async function startServicesBack(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  servers: readonly string[],
): Promise<Services & { readonly failed: readonly ServerFailure[] }> {
  const { run, runbook } = context;
  if (runbook.application.services.length === 0) return { ...NOTHING, failed: [] };
  const start = startServicesRun(runbook, run.id, 'back', servers);
  const ran = await runOnServers(context, ssm, start, fence);
  const { done, failed } = eachAnswer(ran, (answer) => {
    if (answer.refusal) throw refused('starting the services', answer, CURES);
    return answer;
  });
  const started = done.filter(({ values }) => values.get('started') === 'yes');
  return {
    facts: told(started, startedInWords).facts,
    warnings: done.flatMap(warningsOf),
    moments: proofs(started, 'services'),
    failed,
  };
}

const told = (
  answers: readonly Answer[],
  words: (answer: Answer) => string,
): Omit<Services, 'moments'> => ({
  facts: answers.map((answer) => ({ name: `${answer.server}, services`, value: words(answer) })),
  warnings: answers.flatMap(warningsOf),
});

/** The names of the units that a document says it has noted, one a line with their states. */
const namesIn = (values: Answer['values']): readonly string[] =>
  (values.get('units') ?? '').split('\n').map((line) => line.split(' ', 1).join());

function startedInWords({ values }: Answer): string {
  const units = (values.get('units') ?? '').split('\n').filter((line) => line.includes(' yes '));
  const health = (values.get('health') ?? '').split('\n').filter((line) => line !== '');
  const names = units.map((line) => line.split(' ')[0]);
  return [`active: ${names.join(', ') || 'none'}`, ...health].join('; ');
}

function warningsOf({ server, values }: Answer): readonly string[] {
  const said = (key: string): string => (values.get(key) ?? '').split('\n').join('; ');
  const warn = (key: string, words: (what: string) => string): readonly string[] =>
    said(key) === '' ? [] : [`${server}: ${words(said(key))}`];
  return [
    ...warn(
      'rebooted',
      (boot) => `the server was booted since its services were stopped (boot ${boot})`,
    ),
    ...warn('left', (what) => `not all of the services are stopped: ${what}`),
    ...warn('unhealthy', (what) => `the services run, and are not healthy: ${what}`),
    ...warn('reload', (why) => `systemd has not read that the services may start (${why})`),
  ];
}
