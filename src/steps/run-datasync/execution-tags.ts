// How a run knows its own DataSync executions again, and how a task is closed to all roles: by tags.

export const RUN_TAG = 'nfs-cutover:run';
export const DELTA_TAG = 'nfs-cutover:delta';
export const ATTEMPT_TAG = 'nfs-cutover:attempt';

/** On the task itself, with the id of the run: no role of infra/cutover.yml may start a task that has it. */
export const FENCE_TAG = 'nfs-cutover:fenced';

/** The tags of an execution; `delta` names the transfer within the run. */
export const executionTags = (run: string, delta: string, attempt: string) => ({
  [RUN_TAG]: run,
  [DELTA_TAG]: delta,
  [ATTEMPT_TAG]: attempt,
});
