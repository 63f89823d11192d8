// The workshop's runbook as text, for tests that need it otherwise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const WORKSHOP = readFileSync(
  join(import.meta.dirname, '..', 'runbooks', 'image-archive.yml'),
  'utf8',
);
