// How a run knows its own DataSync executions again: by their tags.

export const RUN_TAG = 'nfs-cutover:run';
export const DELTA_TAG = 'nfs-cutover:delta';
export const ATTEMPT_TAG = 'nfs-cutover:attempt';

/** The tags of an execution; `delta` names the transfer within the run. */
export const executionTags = (run: string, delta: string, attempt: string) => ({
  [RUN_TAG]: run,
  [DELTA_TAG]: delta,
  [ATTEMPT_TAG]: attempt,
});
