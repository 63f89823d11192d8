// Change calendars of the lab, through the real SDK client.
import { GetCalendarStateCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

const NAME = 'production-changes';
const MINUTE = 60_000;

let lab: Lab;
let begun: number;
beforeAll(async () => {
  const faults = { calendar: { name: NAME, closed: [[60, 120] as const, [120, 180] as const] } };
  lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults },
  });
  begun = lab.context.clock.now();
});
afterAll(() => lab.close());

const ask = (CalendarNames: string[], minutes?: number, region = 'eu-central-1') =>
  new SSMClient({
    endpoint: lab.url,
    region,
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
    maxAttempts: 1,
  }).send(
    new GetCalendarStateCommand({
      CalendarNames,
      ...(minutes !== undefined && { AtTime: new Date(begun + minutes * MINUTE).toISOString() }),
    }),
  );

/** In minutes since the lab was started, a minute of doubt left out. */
const next = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Math.round((Date.parse(text) - begun) / MINUTE);

test.each([
  [undefined, 'OPEN', 60],
  [61, 'CLOSED', 180],
  // Two events that follow each other are one stretch of time.
  [130, 'CLOSED', 180],
  [200, 'OPEN', undefined],
] as const)('after %s minutes it is %s, until %s', async (minutes, state, until) => {
  const found = await ask([NAME], minutes);
  expect([found.State, next(found.NextTransitionTime)]).toEqual([state, until]);
});

test('a calendar goes by its ARN, too', async () => {
  const arn = `arn:aws:ssm:eu-central-1:111122223333:document/${NAME}`;
  expect((await ask([arn])).State).toBe('OPEN');
});

test.each([
  ['one that does not exist', 'other', 'eu-central-1', 'InvalidDocument'],
  ['one of another Region', NAME, 'us-west-2', 'InvalidDocument'],
  ['a document to run', 'nfs-cutover-list-tree', 'eu-central-1', 'InvalidDocumentType'],
])('%s is refused', async (_name, calendar, region, error) => {
  await expect(ask([calendar], undefined, region)).rejects.toMatchObject({ name: error });
});
