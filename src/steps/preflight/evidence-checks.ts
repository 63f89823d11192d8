// The evidence bucket: its Object Lock keeps what a run writes for as long as the runbook says.
import type { BucketSettings, Retention } from '../../aws/s3/bucket-settings.ts';
import { counted } from '../../core/text/markdown.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { Finding } from './finding.ts';
import { inArea } from './group.ts';
import type { Group } from './group.ts';

const AREA = 'Bucket';
const LOCK = 'Object Lock keeps the evidence';

const { pass, fail } = inArea(AREA);

/** The group on the lock; none where the runbook asks for none. */
export const evidenceGroups = (
  { evidence }: Pick<Runbook, 'evidence'>,
  settings: Pick<BucketSettings, 'retention'>,
): readonly Group[] =>
  evidence.retainDays === undefined
    ? []
    : [
        {
          area: AREA,
          check: LOCK,
          look: async () => [judgeRetention(await settings.retention(), evidence)],
        },
      ];

/** What the bucket does by itself with each new object, against `evidence.retain`. */
export function judgeRetention(
  retention: Retention | undefined,
  { bucket, retainDays = 0 }: Runbook['evidence'],
): Finding {
  const wanted = counted(retainDays, 'day');
  const cure = `deploy the stack again by "npm run infra", which sets it, or correct evidence.retain of the runbook`;
  if (retention === undefined)
    return fail(LOCK, `${bucket} has no Object Lock by default, expected ${wanted}`, cure);
  const found = `${counted(retention.days, 'day')} (${retention.mode})`;
  if (retention.days < retainDays) return fail(LOCK, `${found}, expected ${wanted}`, cure);
  return pass(LOCK, found);
}
