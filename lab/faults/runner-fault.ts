// What may happen to the runner of a job in the middle of a step.

/** It happens when the named SSM document has begun on a server. */
export interface RunnerFault {
  readonly job: string;
  readonly document: string;
}

/** The runner is lost. */
export interface LostRunner extends RunnerFault {
  /** It was only stopped: with all further steps of its job it goes on when this job is about to begin. */
  readonly returns?: string;
}
