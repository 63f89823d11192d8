// What was measured before the gate: the executions of the task, and what the steps of this run have taken.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Measured, MeasuredExecution } from '../../evidence/forecast/forecast.ts';
import type { StepContext } from '../frame/context.ts';
import type { AskInputs } from './question.ts';

/** So many executions are asked for: DataSync lists those of 30 days, and of an hourly task these are 720. */
const MOST = 20;

/** Everything that the forecast stands on. What DataSync does not answer is not known, and stops nothing. */
export async function measure(
  context: StepContext,
  task: Pick<DataSync, 'list' | 'describe'>,
  inputs: AskInputs,
): Promise<Measured> {
  const ms = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : seconds * 1000;
  return {
    executions: await executionsOf(context, task, inputs['execution-arn']),
    bucketMs: ms(inputs['bucket-seconds']),
    shareMs: ms(inputs['share-seconds']),
    gatewayMs: ms(inputs['gateway-seconds']),
    rows: inputs.rows,
    everything: context.runbook.verify.recheck === 'full',
  };
}

async function executionsOf(
  context: StepContext,
  task: Pick<DataSync, 'list' | 'describe'>,
  own: string | undefined,
): Promise<readonly MeasuredExecution[] | undefined> {
  try {
    const found: MeasuredExecution[] = [];
    for (const { arn, status } of await task.list(MOST)) {
      if (status !== 'SUCCESS') continue;
      const { began, files, totalMs, transferMs } = await task.describe(arn);
      if (began === undefined || totalMs === undefined) continue;
      found.push({
        ...{ own: arn === own, began: began.getTime(), totalMs, transferMs },
        files: files.done,
      });
    }
    return found;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}
