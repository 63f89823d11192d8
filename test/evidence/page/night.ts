// Evidence of a small night, as tests of the page need it.
import type { StepRecord } from '../../../src/core/record.ts';
import type { Evidence } from '../../../src/evidence/page/evidence.ts';
import { load, sound } from '../../runbook/image-archive.ts';

export const SERVER = 'i-0a1b2c3d4e5f60718';

const START = Date.parse('2026-11-22T01:00:00.000Z');

/** An instant so many seconds after the begin of the night. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** A record of `job/id` by `step`, from and to so many seconds after the begin. */
export const record = (
  name: string,
  step: string,
  [from, to]: readonly [number, number],
  more: Partial<StepRecord> = {},
): StepRecord => {
  const [job = '', id = ''] = name.split('/');
  return {
    ...{ format: 2 as const, step, id, job, runbook: 'runbooks/x.yml', run: '42', attempt: 1 },
    ...{ startedAt: at(from), endedAt: at(to) },
    ...{ verdict: 'pass', says: `${name} says`, facts: [], warnings: [], data: {} },
    ...more,
  };
};

/** The content of a comparison of trees with these numbers of paths by verdict. */
export const tree = (paths: Readonly<Record<string, number>>, more: object = {}): object => ({
  ...{ scope: 'tree', depth: 'content', sample: 'all', differences: 0, first: [], frozen: false },
  tally: {
    paths,
    source: { paths: 100, bytes: 4096 },
    listed: { source: 100, bucket: 101, gateway: 0 },
  },
  manifests: [{ name: 'Source', rows: 100, sha256: 'a'.repeat(64) }],
  ...more,
});

const moment = (uptime: number) => [{ server: SERVER, boot: 'b', by: 'services', uptime }];

/** Planned, proven, approved after an hour, frozen and switched: what a calm night leaves. */
export const CALM: readonly StepRecord[] = [
  record('plan/plan', 'plan', [0, 10], { data: { digest: 'b'.repeat(64) } }),
  record('sync/delta', 'run-datasync', [10, 130], {
    data: { files: { done: 2 }, bytes: { done: 2048 } },
  }),
  record('verify/tree', 'verify-s3', [130, 140], {
    data: { ...tree({ same: 100, tolerated: 1 }) },
  }),
  record('refresh/tree', 'check-listing', [140, 160], { data: { ...tree({ same: 100 }) } }),
  record('ask/proven', 'claim-migration', [160, 161]),
  record('cutover/freeze', 'freeze-source', [3761, 3765], {
    data: { frozen: [{}], down: moment(1000) },
  }),
  record('cutover/switch', 'switch-mount', [3765, 4000], {
    data: { state: 'gateway', served: moment(1200) },
  }),
];

/** Evidence of a confirmed night, with what is otherwise. */
export const night = (more: Partial<Evidence> = {}): Evidence => ({
  run: '42',
  runbook: load(sound),
  approvals: [{ environments: ['cutover'], state: 'approved', user: 'ann', comment: 'go' }],
  state: { begun: true, ending: 'confirmed', left: 'nothing' },
  records: CALM,
  digest: 'd'.repeat(64),
  ...more,
});
