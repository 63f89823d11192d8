// Whether a job has the time to read the metadata of every object, by what DataSync has counted before.
import { isGone } from '../../../aws/datasync/datasync.ts';
import type { DataSync, Task } from '../../../aws/datasync/datasync.ts';
import type { Execution } from '../../../aws/datasync/execution.ts';
import { counted } from '../../../core/text/markdown.ts';
import type { Verify } from '../../../runbook/runbook.ts';
import { MOST_HEADS, readsAll, TAKEN, takes } from '../../verify-s3/read-time.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import type { Group } from '../group.ts';

const { pass, warn, fail } = inArea('DataSync');

const CHECK = 'There is time to read the metadata of every file';
const CURE = 'write a number of files as verify.sample in the runbook';

/** Nothing unless the runbook asks for the metadata of every file. */
export const sampleGroups = (
  verify: Pick<Verify, 'depth' | 'sample'>,
  datasync: Pick<DataSync, 'describe'>,
  task: () => Promise<Task>,
): readonly Group[] =>
  readsAll(verify)
    ? [
        {
          area: 'DataSync',
          check: CHECK,
          look: async () => [judgeTime(await lastExecution(datasync, await task()))],
        },
      ]
    : [];

/** Undefined where there is none, or none any more: DataSync keeps it for 30 days. */
async function lastExecution(
  datasync: Pick<DataSync, 'describe'>,
  { latestExecution }: Task,
): Promise<Execution | undefined> {
  if (latestExecution === undefined) return undefined;
  try {
    return await datasync.describe(latestExecution);
  } catch (thrown) {
    if (isGone(thrown)) return undefined;
    throw thrown;
  }
}

/** What the last execution has found at the source, against what a job can read. */
export function judgeTime(
  execution: Pick<Execution, 'seen' | 'mode' | 'status'> | undefined,
): Finding {
  if (execution === undefined)
    return pass(CHECK, 'no execution has counted the files; verify-s3 counts them before it reads');
  const { seen, mode, status } = execution;
  // One that still runs has found so many at least.
  const what = status === 'SUCCESS' ? 'the last execution' : `the last execution (${status})`;
  const found = `${what} has found ${counted(seen, 'file')}: ${takes(seen)}`;
  if (seen <= MOST_HEADS)
    return status === 'SUCCESS'
      ? pass(CHECK, found)
      : warn(
          CHECK,
          `${found}, and there may be more`,
          'wait for an execution that ends with SUCCESS: verify-s3 counts the files before it reads',
        );
  const got = `${found}, expected ${TAKEN}`;
  // Folders are among them, and what a filter leaves out.
  return mode === 'BASIC'
    ? warn(CHECK, `${got}; BASIC mode counts folders too`, `${CURE}, unless most are folders`)
    : fail(CHECK, got, CURE);
}
