// One trial: a night in which something happens to one step, what the workflow does then, and a second attempt.
import type { LabEvent } from '../../lab/events.ts';
import { dropCall, loseAnswer } from '../../lab/protocol/exchange.ts';
import { Night } from './night-course.ts';
import type { Seen, Trial } from './points.ts';
import type { Watch } from './stage.ts';
import type { Worlds } from './worlds.ts';

export interface Verdict {
  /** What is wrong, one sentence each; none: the point is safe. */
  readonly faults: readonly string[];
  /** How each step ended, for people. */
  readonly told: readonly string[];
}

/** The name of an event as a point has it; undefined: it is no point. */
export function nameOfEvent(event: LabEvent): string | undefined {
  switch (event.kind) {
    case 'request':
      return `before ${event.service}.${event.operation}`;
    case 'call':
      return `after ${event.service}.${event.operation}`;
    case 'document':
      return `${event.phase} ${event.document}`;
    case 'execution':
      return `execution ${event.status}`;
    default:
      return undefined;
  }
}

/** Plays a calm night to its end, and says what was seen in the job `cutover`. Throws where it is not calm. */
export async function record(runbook: string): Promise<readonly Seen[]> {
  await using night = await Night.open(runbook);
  const seen: Seen[] = [];
  await night.before();
  const confirmed = await night.cutover((step) => (event) => {
    const name = nameOfEvent(event);
    if (name !== undefined) seen.push({ step, name });
  });
  await night.report();
  const faults = night.faults('the calm night');
  if (!confirmed || faults.length > 0)
    throw new Error(`the calm night: ${[...faults, ...night.told].join('\n')}`);
  return seen;
}

/** Plays a trial. */
export async function play(trial: Trial, runbook: string, worlds: Worlds): Promise<Verdict> {
  await using night = await Night.open(runbook);
  await night.before();
  const happened: Happened = { there: false };
  let confirmed = await night.cutover(watchFor(trial, night, happened));
  if (happened.goOn !== undefined) confirmed = await happened.goOn();
  if (!confirmed) await night.back();
  if (trial.kind === 'again') await night.sendAgain();
  await night.report();
  const faults = night.faults('after it');
  if (!happened.there) faults.push('the point was not reached');
  if (!confirmed && faults.length === 0)
    faults.push(...(await worlds.faults(night.world(), () => secondAttempt(night))));
  return { faults, told: night.told };
}

async function secondAttempt(night: Night): Promise<readonly string[]> {
  await night.again();
  const faults = night.faults('after the second attempt');
  if (!night.isOver()) faults.push('the second attempt was not confirmed');
  return faults;
}

interface Happened {
  there: boolean;
  /** Plays the rest of an attempt that has overtaken the first one. */
  goOn?: () => Promise<boolean>;
}

/** Waits for the point, and lets it happen. */
function watchFor(
  { kind, step, name, nth }: Trial,
  night: Night,
  happened: Happened,
): (step: string) => Watch {
  let count = 0;
  return (playing) => (event, hands) => {
    if (playing !== step || happened.there || nameOfEvent(event) !== name) return;
    count += 1;
    if (count < nth) return;
    happened.there = true;
    switch (kind) {
      case 'kill':
      case 'again':
        if (event.kind === 'request') dropCall();
        hands.kill();
        night.lose();
        break;
      case 'lost':
        loseAnswer();
        break;
      case 'late':
        hands.pause(async () => {
          await night.back();
          await night.report();
        });
        break;
      case 'overtaken':
        hands.pause(async () => {
          happened.goOn = await night.overtake();
        });
        break;
    }
  };
}
