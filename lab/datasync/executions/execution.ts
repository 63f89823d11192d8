// One execution in the lab's time: LAUNCHING, PREPARING, TRANSFERRING, VERIFYING, then SUCCESS or ERROR.
import type { Busy } from '../../time/clock.ts';
import type { LabContext } from '../../context.ts';
import type { Ends } from './comparison.ts';
import type { Counters } from './counters.ts';
import { copyOf, failures, newCounters, total } from './counters.ts';
import { selection } from './filters.ts';
import type { Execution, ExecutionStatus, PhaseResult } from '../model.ts';
import type { Work } from './phases.ts';
import { prepare, transfer, verify } from './phases.ts';
import { writeReport } from './task-report.ts';

export interface ExecutionDeps {
  readonly context: LabContext;
  readonly ends: Ends;
  readonly log: (execution: Execution, line: string) => void;
}

const LAUNCHING = 20_000;
const PREPARING = 40_000;
const TRANSFERRING = 30_000;
const VERIFYING = 20_000;
const CANCELLING = 5_000;
const FAILING = 10_000;
/** Copying pauses so many times, so that counters grow and a cancelled run leaves a part. */
const SLICES = 10;

class Ended extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Runs an execution to its end. Never rejects: the execution itself shows what goes wrong. */
export async function runExecution(execution: Execution, deps: ExecutionDeps): Promise<void> {
  const live = newCounters();
  try {
    execution.launchTime = deps.context.clock.now();
    await runPhases(execution, live, deps);
    finish(execution, live, deps);
  } catch (error) {
    if (execution.cancelled) await cancelled(execution, deps);
    else {
      const ended = error instanceof Ended ? error : new Ended('InternalError', String(error));
      execution.error = { code: ended.code, detail: ended.message };
    }
    finish(execution, live, deps);
  }
}

async function runPhases(execution: Execution, live: Counters, deps: ExecutionDeps): Promise<void> {
  const { clock } = deps.context;
  const { phases } = execution;
  const work = workOf(execution, live, deps);
  setStatus(execution, 'LAUNCHING', deps);
  await pause(execution, LAUNCHING, deps);
  setStatus(execution, 'PREPARING', deps);
  await timed(phases.prepare, deps, async () => {
    await busily(deps, () => prepare(work));
    await pause(execution, PREPARING, deps);
    execution.counters = copyOf(live);
  });
  setStatus(execution, 'TRANSFERRING', deps);
  const since = clock.now();
  await timed(phases.transfer, deps, () => transferPhase(execution, live, deps));
  if (execution.options.VerifyMode !== 'NONE') {
    setStatus(execution, 'VERIFYING', deps);
    await timed(phases.verify, deps, async () => {
      await pause(execution, VERIFYING, deps);
      await busily(deps, () => verify(work, since));
      if (total(live, 'failedVerify') > 0) throw verificationFailed();
    });
  }
  if (failures(live) > 0) throw transferFailed(live, phases);
}

async function transferPhase(
  execution: Execution,
  live: Counters,
  deps: ExecutionDeps,
): Promise<void> {
  const { clock, faults } = deps.context;
  if (faults.execution?.nth === execution.number) {
    await pause(execution, FAILING, deps);
    throw new Ended(faults.execution.code, faults.execution.detail);
  }
  const takes = (faults.task?.transferSeconds ?? TRANSFERRING / 1000) * 1000;
  const end = clock.now() + takes;
  const expected = total(live, 'estimated') + total(live, 'estimatedDeletes');
  const slice = Math.max(1, Math.ceil(expected / SLICES));
  let lagging = copyOf(live);
  let items = 0;
  let bytes = 0;
  let busy: Busy = clock.busy('DataSync copies');
  const rest = async (milliseconds: number): Promise<void> => {
    const { BytesPerSecond: limit } = execution.options;
    const needed = limit > 0 ? (bytes / limit) * 1000 : 0;
    execution.counters = lagging;
    lagging = copyOf(live);
    items = 0;
    bytes = 0;
    busy[Symbol.dispose]();
    try {
      await pause(execution, Math.max(milliseconds, needed), deps);
    } finally {
      busy = clock.busy('DataSync copies');
    }
  };
  const pace = async (size: number): Promise<void> => {
    items += 1;
    bytes += size;
    if (items >= slice) await rest(takes / SLICES);
  };
  try {
    await transfer({ ...workOf(execution, live, deps), pace });
    await rest(end - clock.now());
    execution.counters = copyOf(live);
  } finally {
    busy[Symbol.dispose]();
  }
}

function workOf(execution: Execution, counters: Counters, { ends, log }: ExecutionDeps): Work {
  const filtered = selection(execution.includes, execution.excludes);
  const { manifest } = execution;
  return {
    ends,
    options: execution.options,
    selected: (path) => filtered(path) && (manifest === undefined || manifest.has(path)),
    counters,
    log: (line) => log(execution, line),
    ...(execution.report && { report: execution.report }),
    pace: async () => {},
  };
}

async function timed(
  phase: PhaseResult,
  { context: { clock } }: ExecutionDeps,
  run: () => Promise<void>,
): Promise<void> {
  const begun = clock.now();
  try {
    await run();
    phase.status = 'SUCCESS';
  } catch (error) {
    phase.status = 'ERROR';
    throw error;
  } finally {
    phase.milliseconds = Math.round(clock.now() - begun);
  }
}

async function busily(deps: ExecutionDeps, run: () => Promise<void>): Promise<void> {
  const busy = deps.context.clock.busy('DataSync reads');
  try {
    await run();
  } finally {
    busy[Symbol.dispose]();
  }
}

/** Lets time pass; rejects as soon as the execution is cancelled. */
function pause(execution: Execution, milliseconds: number, deps: ExecutionDeps): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Ended('Cancelled', 'The task execution was cancelled.'));
    if (execution.cancelled) {
      stop();
      return;
    }
    const takeBack = deps.context.clock.after(milliseconds, resolve);
    execution.wake = () => {
      takeBack();
      stop();
    };
  });
}

async function cancelled(execution: Execution, { context }: ExecutionDeps): Promise<void> {
  execution.error = { code: 'Cancelled', detail: 'The task execution was cancelled.' };
  await context.clock.sleep(CANCELLING);
}

function finish(execution: Execution, live: Counters, deps: ExecutionDeps): void {
  execution.counters = live;
  execution.endTime = deps.context.clock.now();
  setStatus(execution, execution.error === undefined ? 'SUCCESS' : 'ERROR', deps);
  writeReport(execution, deps.context, deps.ends.store);
}

/** Changes the status, and says so to those who watch. A cancelled execution only goes on to ERROR. */
export function setStatus(
  execution: Execution,
  status: ExecutionStatus,
  { context }: Pick<ExecutionDeps, 'context'>,
): void {
  if (execution.cancelled && status !== 'CANCELLING' && status !== 'ERROR') return;
  execution.status = status;
  context.events.emit({ kind: 'execution', arn: execution.arn, status });
}

const verificationFailed = (): Ended =>
  new Ended(
    'VerificationFailed',
    'Transfer and verification completed. Verification detected mismatches. Files with mismatches are listed in Cloud Watch Logs',
  );

function transferFailed(live: Counters, phases: Execution['phases']): Ended {
  if (total(live, 'failedPrepare') > 0) phases.prepare.status = 'ERROR';
  if (total(live, 'failedTransfer') > 0) phases.transfer.status = 'ERROR';
  return new Ended(
    'TransferFailed',
    `Transfer completed, but ${failures(live)} files or folders could not be transferred. They are listed in Cloud Watch Logs`,
  );
}
