// The workshop's runbook with three servers that list side by side.
import { changed } from '../../runbook/image-archive.ts';

export const SERVERS = ['i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60719', 'mi-0a1b2c3d4e5f60720'];
export const RUNBOOK = changed(
  '    - i-0a1b2c3d4e5f60718\n',
  SERVERS.map((server) => `    - ${server}\n`).join(''),
).replace('newer-limit: 100', 'newer-limit: 100\n  listers: 3');
