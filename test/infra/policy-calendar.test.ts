// The change calendar: the roles that go forward may ask for the one of the runbook, and no other role may ask for any.
import { beforeAll, expect, test } from '@jest/globals';
import { parametersOf } from '../../scripts/infra/parameters.ts';
import { WORKSHOP } from '../workshop.ts';
import { load } from '../runbook/image-archive.ts';
import { callsOf } from './environment-calls.ts';
import { allows } from './iam.ts';
import type { IamRequest } from './iam.ts';
import { permissionsOf } from './permissions.ts';
import { ACCOUNT, deployed, ROLES, statementsOf } from './roles.ts';

const NAME = 'production-changes';
const ARN = `arn:aws:ssm:eu-central-1:111122223333:document/${NAME}`;
const runbook = (calendar: string): string =>
  WORKSHOP.replace('  ticket: ^CHG', `  calendar: ${calendar}\n  ticket: ^CHG`);
const ASKED = { CalendarArn: ARN };

let requests: readonly IamRequest[];
beforeAll(async () => {
  const calls = await callsOf({
    runbook: runbook(NAME),
    steps: [['cutover', { action: 'freeze-source' }]],
  });
  requests = calls
    .flatMap((call) => permissionsOf(call, ACCOUNT))
    .filter(({ action }) => action === 'ssm:GetCalendarState');
}, 180_000);

test('the roles that go forward may ask for it, and for no other', () => {
  expect(requests).toEqual([{ action: 'ssm:GetCalendarState', resource: ARN }]);
  const [request] = requests as [IamRequest];
  for (const [name, role] of Object.entries(ROLES)) {
    const may = allows(statementsOf(deployed(ASKED), role), request);
    expect([name, may]).toEqual([name, name === 'prepare' || name === 'cutover']);
    const other = { ...request, resource: `${ARN}-of-others` };
    expect(allows(statementsOf(deployed(ASKED), role), other)).toBe(false);
  }
});

test('without a calendar no role may ask for any', () => {
  const [request] = requests as [IamRequest];
  for (const role of Object.values(ROLES))
    expect(allows(statementsOf(deployed(), role), request)).toBe(false);
});

test.each([
  [NAME, ARN],
  [
    'arn:aws:ssm:us-east-1:444455556666:document/shared',
    'arn:aws:ssm:us-east-1:444455556666:document/shared',
  ],
])('the stack gets the ARN of %s', (calendar, value) => {
  const options = { repository: 'a/b', branch: 'main', bucketKey: '' };
  expect(parametersOf(load(runbook(calendar)), options).CalendarArn).toEqual({ value });
});
