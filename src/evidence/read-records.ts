// Records of all jobs, read by the report: whatever is no record is refused.
import { readFileSync } from 'node:fs';
import { CutoverError } from '../core/errors.ts';
import { inOrder } from './chain.ts';
import type { ChainedRecord } from './chain.ts';
import { recordFiles } from './record-files.ts';
import { RECORD } from './schema/record-schema.ts';
import { misfit } from './schema/schema.ts';

/** All records below `folder`, at any depth, in the order in which they began; none when it does not exist. */
export function readRecords(folder: string): readonly ChainedRecord[] {
  return recordFiles(folder, '.json')
    .map((file) => parse(file))
    .sort(inOrder);
}

/** The lists of removed objects that lie beside the records below `folder`. */
export const removedLists = (folder: string): readonly string[] =>
  recordFiles(folder, '.removed.txt');

/** The lists of all differences that comparisons have left beside their records below `folder`. */
export const differencesLists = (folder: string): readonly string[] =>
  recordFiles(folder, '.differences.txt');

function parse(file: string): ChainedRecord {
  const text = readFileSync(file, 'utf8');
  let got = JSON.stringify(text.slice(0, 80));
  try {
    const value: unknown = JSON.parse(text);
    const found = misfit(value, RECORD);
    if (found === undefined) return value as ChainedRecord;
    got = `${found.at}: ${found.got}, not ${found.expected}`;
  } catch {
    // The error below reports it, like a well-formed file that is no record.
  }
  throw new CutoverError('bad-input', {
    what: `record ${file}`,
    expected: 'a record of format 2',
    got,
    cure: 'keep only this run\'s "records-…" artifacts in the folder',
  });
}
