// The key in the evidence bucket under which finalize keeps the export of what it deletes.

/** One object for each confirmed run of a runbook: a second try finds the object of the first. */
export const exportKey = (runbook: string, run: string): string =>
  `evidence/${runbook}/finalize/${run}.json`;
