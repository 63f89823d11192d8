// What the preflight says of the application's services, by a table.
import { expect, test } from '@jest/globals';
import type { Inspection } from '../../../../src/steps/preflight/servers/inspection.ts';
import { judgeServices } from '../../../../src/steps/preflight/servers/service-checks.ts';
import type { Runbook } from '../../../../src/runbook/runbook.ts';
import { runbook, SEEN } from './seen-server.ts';

const unit = (load: string, active: string): Partial<Inspection> => ({
  units: [{ name: 'app.service', load, active }],
});
const url = { health: { unit: [], url: 'http://localhost/', timeoutMs: 1 } };

test.each<[string, Partial<Inspection>, Partial<Runbook['application']>, readonly string[]]>([
  ['that runs', unit('loaded', 'active'), {}, ['The services run: pass: app.service']],
  [
    'that is not there',
    unit('not-found', 'inactive'),
    {},
    ['The services run: fail: systemd has no unit app.service: not-found'],
  ],
  [
    'that does not run',
    unit('loaded', 'failed'),
    {},
    ['The services run: warn: app.service is failed; a run leaves it so'],
  ],
  [
    'that is masked',
    unit('masked', 'inactive'),
    {},
    ['The services run: warn: app.service is inactive; a run leaves it so'],
  ],
  [
    'of which the server says nothing',
    { units: [] },
    {},
    ['The services run: unproven: the server has not said what its units are'],
  ],
  ['where there is none', { units: [] }, { services: [] }, []],
  [
    'with a URL, without curl',
    { ...unit('loaded', 'active'), hasCurl: false },
    url,
    [
      'The services run: pass: app.service',
      'The health can be asked: fail: the server has no curl, which asks application.health.url',
    ],
  ],
  [
    'without a URL, without curl',
    { ...unit('loaded', 'active'), hasCurl: false },
    {},
    ['The services run: pass: app.service'],
  ],
])('a service %s', (_, seen, changes, said) => {
  const application = { ...runbook.application, ...changes };
  const found = judgeServices({ application }, { ...SEEN, ...seen });
  expect(found.map(({ check, state, found: what }) => `${check}: ${state}: ${what}`)).toEqual(said);
});
