// Makes the source read-only on every server, proven by a write that fails; and makes it writable again.
import type { Outcome } from '../../core/record.ts';
import { visible } from '../../core/text/markdown.ts';
import { freezeRun } from '../servers/mount-runs.ts';
import { assertCalendar } from '../frame/change-calendar.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { evidenceBefore } from './evidence-before.ts';
import { CURES } from './cures.ts';
import { keepWayBack } from './keep-way-back.ts';
import type { FreezePorts, FreezeSourceInputs } from './inputs.ts';
import { thaw } from './thaw.ts';
import { refused, required, runDocument } from '../servers/run-document.ts';
import type { Answer } from '../servers/run-document.ts';
import { holdMigration } from '../migration/hold.ts';
import { begins, firstOf } from '../servers/moments.ts';
import { assertSourceServes } from '../servers/read-mounts.ts';
import { stopServices } from '../servers/services.ts';

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
  inputs: FreezeSourceInputs,
): Promise<Outcome> {
  const before = await evidenceBefore(context, inputs);
  for (const line of [
    ...before.facts.map(({ name, value }) => `${name}: ${value}`),
    ...before.warnings,
  ])
    context.say(line);
  assertWindow(context, 'freeze');
  await assertCalendar(context, 'freeze', inputs['forecast-seconds']);
  const hold = await holdMigration(context, log, 'freeze');
  await assertSourceServes(context, ssm, hold.fence);
  const wayBack = await keepWayBack(context, ssm, hold.fence);
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
      ...wayBack.facts,
      ...stopped.facts,
      ...answers.map((answer) => ({
        name: answer.server,
        value: `${required(answer, 'probe')}; mounted ${required(answer, 'options')}`,
      })),
    ],
    warnings: [...before.warnings, ...stopped.warnings, ...coveredOpen(context, answers)],
    data: {
      ...before.data,
      byHand: wayBack.kept,
      down: firstOf(stopped.moments, begins(answers, 'freeze')),
      frozen: answers.map(({ server, values }) => ({ server, ...Object.fromEntries(values) })),
    },
    outputs: { frozen: 'true' },
  };
}

/** The freeze holds all the same: the folder below matters only where a server stops between two mounts. */
const coveredOpen = ({ runbook }: StepContext, answers: readonly Answer[]): readonly string[] =>
  answers.flatMap(({ server, values }) => {
    const why = values.get('covered-open') ?? '';
    return why === ''
      ? []
      : [
          `${server}: the folder below ${runbook.source.mount} could not be closed (${visible(why)}): what a program writes there while nothing is mounted is hidden by the next mount`,
        ];
  });

const servers = (count: number): string => (count === 1 ? 'the server' : `all ${count} servers`);
