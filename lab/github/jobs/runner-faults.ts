// What happens to the runner of a job in the middle of a step: it is lost, or stopped for a while.
import type { RunnerFault } from '../../faults/runner-fault.ts';
import { pausedWhile } from '../steps/one-action.ts';
import type { JobState } from './job-state.ts';

/** Plays what the scenario has for this job; `lose` ends it for everybody else, and answers its real end. */
export function watchRunner(job: JobState, lose: () => Promise<unknown>): Disposable {
  const { events, faults } = job.run.lab.context;
  const { cancelledRun, lostRunner, secondRun } = faults;
  const isFor = (fault: RunnerFault | undefined, document: string): boolean =>
    fault?.job === job.start.spec.id && fault.document === document;
  let happened = false;
  const unheard = events.on((event) => {
    if (event.kind !== 'document' || event.phase !== 'begins' || happened) return;
    if (isFor(lostRunner, event.document)) {
      happened = true;
      loseRunner(job, lostRunner?.returns, lose);
    }
    if (isFor(cancelledRun, event.document)) {
      happened = true;
      job.run.cancel();
    }
    if (isFor(secondRun, event.document) && job.run.second !== undefined) {
      happened = true;
      pause(job, job.run.second);
    }
  });
  return { [Symbol.dispose]: unheard };
}

function loseRunner(
  job: JobState,
  returns: string | undefined,
  lose: () => Promise<unknown>,
): void {
  job.say('', 'error', 'The runner has lost communication with the server.');
  if (returns === undefined) {
    job.lost.abort();
    return;
  }
  const { run } = job;
  const back = Promise.withResolvers<undefined>();
  job.isLate = true;
  pause(job, () => back.promise);
  const ended = lose();
  run.time.hold();
  run.late.push({
    returns,
    goOn: async () => {
      job.say('', 'warning', 'The runner goes on.');
      run.time.release();
      back.resolve(undefined);
      await ended;
    },
  });
}

function pause({ running }: JobState, meanwhile: () => Promise<void>): void {
  if (running === undefined) throw new Error('lab: a document without a step that has sent it');
  void pausedWhile(running.child, running.participant, meanwhile);
}
