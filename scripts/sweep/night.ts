// The night as the jobs of cutover.yml play it: which action runs in which step, with what of the steps before it.

/** The outputs of the steps so far, by the step's name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Step {
  /** The step's id in the workflow. */
  readonly name: string;
  readonly action: string;
  /** The job that it belongs to. */
  readonly job: string;
  readonly inputs?: (outputs: Outputs) => Readonly<Record<string, string>>;
}

/** What the reviewers would have been asked about: any digest does, as long as all steps are told the same. */
const ASKED = { digest: 'b1'.repeat(32) };
const AT = { 'proven-at': '2026-01-01T00:00:00.000Z' };

/** Until the gate. */
export const BEFORE: readonly Step[] = [
  { name: 'claim', action: 'claim-migration', job: 'sync' },
  { name: 'canary', action: 'create-test-file', job: 'sync' },
  {
    name: 'delta',
    action: 'run-datasync',
    job: 'sync',
    inputs: ({ canary = {} }) => ({ delta: 'canary', after: canary['made-at'] ?? '' }),
  },
  {
    name: 'proven',
    action: 'claim-migration',
    job: 'ask',
    inputs: () => ({ to: 'proven', ...ASKED, ...AT }),
  },
];

/** The job `cutover`, up to the confirmation. */
export const CUTOVER: readonly Step[] = [
  {
    name: 'approved',
    action: 'claim-migration',
    job: 'cutover',
    inputs: () => ({ to: 'approved', ...ASKED }),
  },
  { name: 'freeze', action: 'freeze-source', job: 'cutover' },
  {
    name: 'final-delta',
    action: 'run-datasync',
    job: 'cutover',
    inputs: ({ run = {} }) => ({ delta: `final-${run.attempt ?? ''}`, frozen: 'true' }),
  },
  {
    name: 'verify',
    action: 'verify-s3',
    job: 'cutover',
    inputs: ({ canary = {} }) => ({
      file: canary.file ?? '',
      size: canary.size ?? '',
      sha256: canary.sha256 ?? '',
    }),
  },
  {
    name: 'tree',
    action: 'verify-s3',
    job: 'cutover',
    inputs: (outputs) => ({
      scope: 'tree',
      frozen: 'true',
      ...transferred(outputs),
      'execution-arn': outputs['final-delta']?.['execution-arn'] ?? '',
    }),
  },
  { name: 'refresh', action: 'refresh-cache', job: 'cutover', inputs: () => ({ scope: 'share' }) },
  {
    name: 'check',
    action: 'check-listing',
    job: 'cutover',
    inputs: ({ canary = {} }) => ({ file: canary.file ?? '', expect: 'present' }),
  },
  {
    name: 'gateway-tree',
    action: 'check-listing',
    job: 'cutover',
    inputs: (outputs) => ({ scope: 'tree', frozen: 'true', ...transferred(outputs) }),
  },
  {
    name: 'switch',
    action: 'switch-mount',
    job: 'cutover',
    inputs: ({ 'final-delta': delta = {} }) => ({
      to: 'gateway',
      'execution-arn': delta['execution-arn'] ?? '',
      'fenced-at': delta['fenced-at'] ?? '',
    }),
  },
];

const TAKES = { 'takes-over': 'true' };

/** The jobs behind a lost runner: `rollback`, then `list-written`. */
export const BACK: readonly Step[] = [
  {
    name: 'go-back',
    action: 'switch-mount',
    job: 'rollback',
    inputs: () => ({ to: 'source', ...TAKES }),
  },
  {
    name: 'thaw',
    action: 'freeze-source',
    job: 'rollback',
    inputs: () => ({ thaw: 'true', ...TAKES }),
  },
  { name: 'list', action: 'list-written', job: 'list-written' },
];

/** The job's own way back, where its runner lives. */
export const OWN_BACK: readonly Step[] = [
  { name: 'own-go-back', action: 'switch-mount', job: 'cutover', inputs: () => ({ to: 'source' }) },
  { name: 'own-thaw', action: 'freeze-source', job: 'cutover', inputs: () => ({ thaw: 'true' }) },
];

/** The job `report`, as far as it changes anything. */
export const REPORT: readonly Step[] = [
  {
    name: 'release',
    action: 'claim-migration',
    job: 'report',
    inputs: () => ({ release: 'true' }),
  },
  {
    name: 'remove-canary',
    action: 'create-test-file',
    job: 'report',
    inputs: ({ canary = {} }) => ({
      ensure: 'absent',
      file: canary.file ?? '',
      sha256: canary.sha256 ?? '',
    }),
  },
  {
    name: 'remove-confirmation',
    action: 'create-test-file',
    job: 'report',
    inputs: (outputs) => ({
      ensure: 'absent',
      which: 'confirmation',
      file: outputs.switch?.file ?? '',
      sha256: outputs.switch?.sha256 ?? '',
    }),
  },
];

const transferred = ({ 'final-delta': delta = {} }: Outputs): Record<string, string> => ({
  'transferred-at': delta.began ?? '',
});
