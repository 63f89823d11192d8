// What was measured before the gate: the executions of the task, and what the steps of this run have taken.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Measured, MeasuredExecution } from '../../evidence/forecast/forecast.ts';
import type { StepContext } from '../frame/context.ts';
import { earlierNights } from './earlier-nights.ts';
import type { NightsBucket } from './earlier-nights.ts';
import type { AskInputs } from './question.ts';

/** DataSync lists the executions of 30 days; a task that runs hourly has 720. */
const LOOK_BACK = 1000;
/** So many others are read besides the delta of this run. */
const OTHERS = 19;

export interface MeasurePorts {
  /** The task, whose earlier executions say how long the next one takes. */
  readonly task: Pick<DataSync, 'list' | 'describe'>;
  /** The evidence bucket, which has the records of earlier nights. */
  readonly openEvidence: () => Promise<NightsBucket>;
}

/** Everything that the forecast stands on. What nobody answers is not known, and stops nothing. */
export async function measure(
  context: StepContext,
  { openEvidence, task }: MeasurePorts,
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
    nights: await earlierNights(context, openEvidence),
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
    if (own !== undefined) found.push(...(await measured(task, own, true)));
    for (const arn of nearest(await task.list(LOOK_BACK), own))
      found.push(...(await measured(task, arn, false)));
    return found;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** None where it has not ended. */
async function measured(
  task: Pick<DataSync, 'describe'>,
  arn: string,
  own: boolean,
): Promise<readonly MeasuredExecution[]> {
  const { began, files, totalMs, transferMs } = await task.describe(arn);
  if (began === undefined || totalMs === undefined) return [];
  return [{ own, began: began.getTime(), totalMs, transferMs, files: files.done }];
}

/**
 * The others that stand nearest to `own` in the list. AWS does not document its order: whichever way it goes by time, these
 * are the latest before `own`. Where `own` is not in it, they are of both ends.
 */
export function nearest(
  listed: readonly { readonly arn: string; readonly status: string }[],
  own: string | undefined,
): readonly string[] {
  const at = listed.findIndex(({ arn }) => arn === own);
  const far = (i: number): number =>
    at < 0 ? Math.min(i, listed.length - 1 - i) : Math.abs(i - at);
  return listed
    .map(({ arn, status }, i) => ({ arn, status, far: far(i) }))
    .filter(({ arn, status }) => arn !== own && status === 'SUCCESS')
    .sort((a, b) => a.far - b.far)
    .slice(0, OTHERS)
    .map(({ arn }) => arn);
}
