// The section of a runbook about the application: its servers, its user, and what runs there.
import * as z from 'zod/mini';
import { key, list, section } from './forms.ts';
import * as kinds from './kinds.ts';
import { health, services } from './optional-sections.ts';

/** Who uses the files, and where. */
export const application = section({
  region: key('The Region in which Systems Manager knows the servers.', kinds.region),
  servers: key(
    'The servers that use the files. The source is mounted on each; test files are made on the first.',
    list(kinds.server, 1, 50, 'instance ids'),
  ),
  user: key('Who uses the files. Tests are made as this user, never as root.', kinds.owner),
  group: key('The group of that user.', kinds.owner),
  services: key(
    'The units of systemd that use the files, sockets and timers too. They are stopped for the freeze and kept from starting. After the switch, or after a rollback, they run as before. The word "none" says that nothing is to be stopped.',
    services,
  ),
  health: key(
    'What shows that the application is healthy after the switch. If it does not, the switch is undone. Without it, the services need only be active.',
    z.optional(health),
  ),
});
