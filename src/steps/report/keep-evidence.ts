// What a run leaves for its readers: the evidence, its page, and beside them the lists that records name.
import { constants, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asCutoverError } from '../../core/errors.ts';
import type { StepRecord } from '../../core/record.ts';
import { evidenceText } from '../../evidence/evidence.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { differencesLists, removedLists } from '../../evidence/read-records.ts';
import { differencesFile, nameInEvidence } from '../../evidence/record-files.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { StepContext } from '../frame/context.ts';

/** The evidence with its typed runbook. */
export type ReportEvidence = Evidence & { readonly runbook: Runbook };

export interface KeptEvidence {
  readonly digest: string;
  readonly file: string;
  /** Path of the page; '' where it could not be made. */
  readonly page: string;
  /** Why it could not. */
  readonly pageFailed: string | undefined;
}

/** Writes `evidence`, its page, and the lists of what was removed and of what differs. */
export async function keepEvidence(
  { env }: StepContext,
  records: string,
  evidence: ReportEvidence,
): Promise<KeptEvidence> {
  const folder = join(env.RUNNER_TEMP ?? '.', 'report');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'evidence.json');
  writeFileSync(file, evidenceText(evidence));
  // The records hold the digests of these lists; a list of what was removed is evidence of its own.
  for (const list of removedLists(records))
    copyFileSync(list, join(folder, nameInEvidence(records, list)));
  // The page names them: a record has only the first differences.
  const wanted = new Set(evidence.records.filter(hasDifferences).map(differencesFile));
  for (const list of differencesLists(records)) {
    const name = nameInEvidence(records, list);
    if (wanted.has(name)) copyFileSync(list, join(folder, name), constants.COPYFILE_FICLONE);
  }
  return {
    digest: evidence.digest,
    file,
    ...(await keepPage(evidence, join(dirname(file), 'report.html'))),
  };
}

const hasDifferences = ({ data }: StepRecord): boolean =>
  typeof data.differences === 'number' && data.differences > 0;

/** The evidence is kept even where no page can be made of it. */
async function keepPage(
  evidence: ReportEvidence,
  page: string,
): Promise<Pick<KeptEvidence, 'page' | 'pageFailed'>> {
  try {
    const { writePage } = await import('./write-page.ts');
    writePage(evidence, page);
    return { page, pageFailed: undefined };
  } catch (thrown) {
    const why = asCutoverError(thrown).message;
    return { page: '', pageFailed: `report.html could not be made of evidence.json: ${why}` };
  }
}
