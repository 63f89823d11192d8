// The tag of the share that names the bucket of its journal: two runbooks that name one share meet there.
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';

const { pass, fail } = inArea('Gateway');

/** Written once at setup; no role of ours may change it. */
export const JOURNAL_TAG = 'nfs-cutover:journal';

/** The tag's value against the evidence bucket of the runbook; undefined where the share has no such tag. */
export function judgeJournal(
  tagged: string | undefined,
  { evidence, gateway, storageRegion }: Pick<Runbook, 'evidence' | 'gateway' | 'storageRegion'>,
): Finding {
  const check = 'Share names its journal';
  if (tagged === evidence.bucket) return pass(check, tagged);
  if (tagged === undefined || tagged === '')
    return fail(
      check,
      `the share has no tag ${JOURNAL_TAG}, expected ${evidence.bucket}`,
      `add it once: aws storagegateway add-tags-to-resource --region ${storageRegion} --resource-arn ${gateway.share} --tags Key=${JOURNAL_TAG},Value=${evidence.bucket}`,
    );
  return fail(
    check,
    `the journal of this share is in ${shown(tagged)}, and evidence.bucket is ${evidence.bucket}`,
    `another runbook moves files to this share: finish that migration, then let an administrator change the tag; if it is this very migration, set evidence.bucket to that bucket`,
  );
}

/** Whoever may tag the share chooses the text. */
const shown = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
