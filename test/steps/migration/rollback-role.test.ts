// Which jobs may undo what another run did: those with the role behind the gate of rollback.yml, and no other.
import { expect, test } from '@jest/globals';
import { ROLE_OF_JOB } from '../../../src/steps/frame/role-of-job.ts';
import { assertRollbackRole } from '../../../src/steps/migration/turn-back.ts';
import { contextOf } from '../preflight/context.ts';

const look = (file: string, job: string) => () => {
  assertRollbackRole(
    contextOf({
      run: { id: '60', attempt: 1, job, stepId: 'x', url: undefined },
      env: { GITHUB_WORKFLOW_REF: `o/r/.github/workflows/${file}@refs/heads/main` },
    }),
  );
};

const all = Object.entries(ROLE_OF_JOB).flatMap(([file, jobs]) =>
  Object.entries(jobs).map(([job, kind]) => [file, job, kind] as const),
);

test.each(all)('%s, job %s: the role %s', (file, job, kind) => {
  if (file === 'rollback.yml' && kind === 'rollback') expect(look(file, job)).not.toThrow();
  else expect(look(file, job)).toThrow(`with the role ${kind}`);
});

test('a workflow that is not in the table names no other run', () => {
  expect(look('own.yml', 'rollback')).toThrow('of a workflow that has none');
});

test('all jobs that change something have the role, and no job of another workflow has it', () => {
  const having = all.filter(([, , kind]) => kind === 'rollback').map(([file, job]) => [file, job]);
  expect(having).toEqual([
    ['rollback.yml', 'rollback'],
    ['rollback.yml', 'carry-back'],
    ['rollback.yml', 'settle'],
  ]);
});
