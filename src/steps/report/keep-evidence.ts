// What a run leaves for its readers: the evidence, its page, and beside them the lists that records name.
import { constants, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson, digest } from '../../core/canonical-json.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { StepRecord } from '../../core/record.ts';
import {
  differencesFile,
  differencesLists,
  nameInEvidence,
  removedLists,
} from '../../evidence/record-files.ts';
import type { Evidence } from '../../evidence/page/evidence.ts';
import type { StepContext } from '../frame/context.ts';

export interface KeptEvidence {
  readonly digest: string;
  readonly file: string;
  /** Path of the page; '' where it could not be made. */
  readonly page: string;
  /** Why it could not. */
  readonly pageFailed: string | undefined;
}

/** Writes `evidence` with its digest, its page, and the lists of what was removed and of what differs. */
export async function keepEvidence(
  { env }: StepContext,
  records: string,
  evidence: Evidence,
): Promise<KeptEvidence> {
  const folder = join(env.RUNNER_TEMP ?? '.', 'report');
  mkdirSync(folder, { recursive: true });
  const whole = { ...evidence, digest: digest(evidence) };
  const file = join(folder, 'evidence.json');
  writeFileSync(file, `${canonicalJson(whole)}\n`);
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
    digest: whole.digest,
    file,
    ...(await keepPage(whole, join(dirname(file), 'report.html'))),
  };
}

const hasDifferences = ({ data }: StepRecord): boolean =>
  typeof data.differences === 'number' && data.differences > 0;

/** The evidence is kept even where no page can be made of it. */
async function keepPage(
  evidence: Evidence,
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
