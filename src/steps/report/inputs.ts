// What the workflow tells the report.

export interface ReportInputs {
  /** How each job ended that keeps records, as GitHub says it. */
  readonly jobs: ReadonlyMap<string, string>;
  /** The folder into which the jobs' `records-…` artifacts were downloaded. */
  readonly records: string;
  readonly until: 'plan' | 'proof' | 'cutover';
  readonly ticket: string;
  readonly reason: string;
  /** Reads who approved; without it the report does not name the decisions. */
  readonly token: string | undefined;
}
