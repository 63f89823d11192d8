// Loaded by the report alone, when it has its evidence: no other step waits for the page.
import { writeFileSync } from 'node:fs';
import type { Evidence } from '../../evidence/page/evidence.ts';
import { reportPage } from '../../evidence/page/page.ts';

/** Writes the page of `evidence` as `file`. */
export const writePage = (evidence: Evidence, file: string): void =>
  writeFileSync(file, reportPage(evidence));
