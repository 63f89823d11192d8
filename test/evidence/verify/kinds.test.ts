// Each kind of record has its own schema, and the verifier names the record that does not fit it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Entry } from '../../../src/journal/entry.ts';
import type { Execution } from '../../../src/aws/datasync/execution.ts';
import { ENTRY, EXECUTION, TEST_FILE } from '../../../src/evidence/schema/kind-parts.ts';
import { KINDS } from '../../../src/evidence/schema/kinds.ts';
import { checkKinds } from '../../../src/evidence/verify/check-kind.ts';
import type { TestFileFound } from '../../../src/steps/servers/test-file.ts';
import { leastOf } from './least.ts';
import { chained, CONFIRMED, evidence, faultsOf } from './sample.ts';

const ALL = Object.entries(KINDS).flatMap(([step, forms]) =>
  forms.map((form) => ({ ...form, step, whole: leastOf(form) })),
);

const says = (step: string, data: object, more = {}): readonly string[] =>
  checkKinds(chained([{ job: 'sync', id: 'one', step, data, more, exact: true }])).map(
    (fault) => `${fault.where}: ${fault.says}`,
  );

test('every action has its kind, and no kind is of another action', () => {
  const folder = join(import.meta.dirname, '../../../actions');
  const actions = readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory() && one.name !== 'dist')
    .map(({ name }) => name);
  expect(Object.keys(KINDS).sort()).toEqual(actions.sort());
});

/** Typed by what the code uses: a member more or less does not compile, or the schema does not have it. */
const ENTRY_NAMES: Readonly<Record<keyof Entry, true>> = {
  ...{ format: true, sequence: true, nonce: true, before: true, at: true, share: true },
  ...{ repository: true, runbook: true, migration: true, round: true, state: true, intent: true },
  ...{ epoch: true, epochNonce: true, owner: true, leaseEnd: true, mounts: true, servers: true },
  ...{ task: true, export: true, schedule: true, readOnly: true, proven: true, approved: true },
  ...{ serversKnow: true, split: true, detached: true, written: true, settled: true },
};
const EXECUTION_NAMES: Readonly<Record<keyof Execution, true>> = {
  ...{ arn: true, status: true, mode: true, files: true, seen: true, folders: true },
  ...{ skipped: true, deleted: true, failed: true, phases: true, options: true, bytes: true },
  ...{ began: true, totalMs: true, transferMs: true, errorCode: true, errorDetail: true },
  report: true,
};
const OF_STEP = ['startedByThisStep', 'schedule', 'fencedAt', 'leaseEnd', 'namesWithoutKeys'];
const TEST_FILE_NAMES: Readonly<Record<keyof TestFileFound, true>> = {
  ...{ server: true, file: true, key: true, size: true, sha256: true, uid: true, gid: true },
  ...{ mode: true, created: true, clock: true },
};

test.each([
  ['an entry of the journal', ENTRY, Object.keys(ENTRY_NAMES)],
  ['an execution', EXECUTION, [...Object.keys(EXECUTION_NAMES), ...OF_STEP]],
  ['a file that was made', TEST_FILE, Object.keys(TEST_FILE_NAMES)],
])('the schema of %s has the members of its type', (_what, { always, sometimes }, names) => {
  expect(Object.keys({ ...always, ...sometimes }).sort()).toEqual(names.toSorted());
});

test.each(ALL)('$step, $when: passes whole, and not with a foreign member', ({ step, whole }) => {
  expect(says(step, whole)).toEqual([]);
  const foreign = says(step, { ...whole, foreign: 1 });
  expect(foreign).toEqual([
    'record 1 of sync, attempt 1 (one): data.foreign: expected only known members, got this one',
  ]);
});

test.each(ALL.filter(({ data }) => (data.required ?? []).length > 1))(
  '$step, $when: each member that is missing is named, except behind an error',
  ({ data, step, whole }) => {
    for (const name of data.required ?? []) {
      const { [name]: _, ...rest } = whole;
      expect(says(step, rest)).toEqual([
        `record 1 of sync, attempt 1 (one): data.${name}: expected to be there, got nothing`,
      ]);
      const error = { code: 'unproven', message: 'Not known.' };
      expect(says(step, rest, { verdict: 'unproven', error })).toEqual([]);
    }
  },
);

test('a member of another type is named with its place, and so is an unknown kind', () => {
  const listing = leastOf(KINDS['check-listing']?.[0] ?? { when: '', data: {} });
  const filters = { includes: '', excludes: 7 };
  expect(says('check-listing', { ...listing, filters }).join()).toContain(
    'data.filters.excludes: expected a string, got 7',
  );
  expect(says('toString', {}).join()).toContain('expected a known kind of record, got toString');
});

test('the verifier names the record in whole evidence', () => {
  const parts = CONFIRMED.with(2, {
    ...{ job: 'sync', id: 'delta', step: 'run-datasync', data: { secret: 'x' } },
  });
  expect(faultsOf(evidence(parts))).toEqual([
    {
      where: 'record 2 of sync, attempt 1 (delta)',
      says: 'data.secret: expected only known members, got this one',
    },
  ]);
});
