// Whether each of the application's services is there and runs, and whether its health can be asked.
import { visible } from '../../../core/text/markdown.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Inspection } from './inspection.ts';
import { pass, problem } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';

const SERVICES = { area: 'Servers', check: 'The services run' } as const;
const HEALTH = { area: 'Servers', check: 'The health can be asked' } as const;

/** Everything about the services of one server, passes included; nothing where the runbook names none. */
export function judgeServices(
  { application }: Pick<Runbook, 'application'>,
  { hasCurl, units }: Pick<Inspection, 'hasCurl' | 'units'>,
): readonly ServerFinding[] {
  if (application.services.length === 0) return [];
  const found = units.flatMap(({ name, load, active }) => {
    const unit = visible(name);
    if (load !== 'loaded' && load !== 'masked')
      return problem(SERVICES, 'fail', {
        found: `systemd has no unit ${unit}: ${visible(load)}`,
        cure: 'correct application.services in the runbook, or install the unit on this server',
      });
    if (active !== 'active')
      return problem(SERVICES, 'warn', {
        found: `${unit} is ${visible(active)}; a run leaves it so`,
        cure: 'start it if the application needs it, or take it out of application.services',
      });
    return [];
  });
  const running = units
    .filter(({ active }) => active === 'active')
    .map(({ name }) => visible(name));
  return [
    ...(units.length === 0
      ? [
          problem(SERVICES, 'unproven', {
            found: 'the server has not said what its units are',
            cure: 'deploy the documents of this commit, then re-run this job',
          }),
        ]
      : found.length > 0
        ? found
        : [pass(SERVICES, running.join(', '))]),
    ...(application.health.url === undefined || hasCurl
      ? []
      : [
          problem(HEALTH, 'fail', {
            found: 'the server has no curl, which asks application.health.url',
            cure: 'install curl on this server, or look at a port or a unit in place of the URL',
          }),
        ]),
  ];
}
