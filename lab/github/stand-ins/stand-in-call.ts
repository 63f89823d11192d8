// What a stand-in for a third-party action is handed.
import type { JobState } from '../jobs/job-state.ts';
import type { LogLevel } from '../run-events.ts';

export interface StandInCall {
  readonly job: JobState;
  /** The input's text, trimmed; empty when it is not given. */
  readonly input: (name: string) => string;
  readonly say: (level: LogLevel, text: string) => void;
}
