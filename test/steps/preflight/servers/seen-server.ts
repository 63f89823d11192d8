// What inspect-server has seen on a server that is as the runbook says.
import type {
  Inspection,
  SeenMount,
  SeenTestFile,
  SeenTestFiles,
} from '../../../../src/steps/preflight/servers/inspection.ts';
import type { ServerFinding } from '../../../../src/steps/preflight/servers/server-findings.ts';
import { load, sound } from '../../../runbook/image-archive.ts';

export const runbook = load(sound);
export const NONE = { lines: [], count: 0 };
export const CLEAN = { has: 0, none: 9, failed: 0, of: 9, seconds: 40, first: '' };
export const GOOD: SeenTestFile = { copy: { is: 'readable', size: 4096 }, to: { is: 'writable' } };
export const ROOMY: SeenTestFiles = {
  canary: GOOD,
  confirmation: GOOD,
  free: { bytes: 2 * 4096, inodes: 2 },
};
export const SOURCE: SeenMount = {
  mounts: 1,
  at: runbook.source.export,
  fstype: 'nfs4',
  options: ['rw', 'relatime', 'vers=4.1', 'hard', 'sec=sys'],
  testFiles: ROOMY,
};
export const GATEWAY = {
  ...SOURCE,
  at: runbook.gateway.export,
  options: ['rw', 'hard', 'local_lock=all'],
};
export const SEEN: Inspection = {
  source: SOURCE,
  gateway: GATEWAY,
  others: NONE,
  stay: NONE,
  unreadNamespaces: '0',
  fstab: {
    lines: 1,
    source: runbook.source.export,
    type: 'nfs',
    options: ['rw', 'hard'],
    carried: '',
    left: '',
  },
  returns: NONE,
  unreadMaps: '',
  userId: 33,
  units: [{ name: 'image-archive.service', load: 'loaded', active: 'active' }],
  hasCurl: true,
  use: { acls: CLEAN, attributes: CLEAN, locks: NONE, users: '' },
};

export const problems = (findings: readonly ServerFinding[]): string[] =>
  findings
    .filter(({ state }) => state !== 'pass')
    .map(({ check, state, found }) => `${check}: ${state}: ${found}`);
