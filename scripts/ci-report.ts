// The end of .ci/run: node scripts/ci-report.ts CHECKS RESULTS, the notes of the checks and jest's JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChecks, report } from './ci/report.ts';
import type { TestResults } from './ci/report.ts';

const [checks = '', results = ''] = process.argv.slice(2);

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(text: string | undefined): TestResults | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as TestResults);
  } catch {
    return undefined;
  }
}

const { lines, ok } = report(readChecks(read(checks) ?? ''), parsed(read(results)), {
  root: join(import.meta.dirname, '..'),
  github: Boolean(process.env.GITHUB_ACTIONS),
});
for (const line of lines) console.log(line);
if (!ok) process.exitCode = 1;
