// Where the export of what finalize deletes is kept in the evidence bucket.

/** One object for each confirmed run of a runbook: a second try finds that of the first. */
export const exportKey = (runbook: string, run: string): string =>
  `evidence/${runbook}/finalize/${run}.json`;
