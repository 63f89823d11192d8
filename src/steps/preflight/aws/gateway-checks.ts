// The gateway: connected, not about to update itself, nothing left in its cache; and its share.

import { exportParts } from '../../../runbook/schema/values.ts';
import { isIP } from 'node:net';
import { formatDuration } from '../../../core/values/duration.ts';
import type { Instant } from '../../../core/clock.ts';
import type {
  GatewayInformation,
  GatewaySettings,
  MaintenanceStart,
  Share,
} from '../../../aws/storage-gateway/gateway-settings.ts';
import type { ManagedNode } from '../../../aws/ssm/managed-nodes.ts';
import type { StorageGateway } from '../../../aws/storage-gateway/storage-gateway.ts';
import type { Until } from '../../../plan/plan.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { StepContext } from '../../frame/context.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import type { Group } from '../group.ts';
import { nextMaintenance } from './maintenance.ts';
import { judgeJournal, JOURNAL_TAG } from './journal-tag.ts';
import { judgeClients, judgeShare } from './share-checks.ts';

const { pass, warn, fail, unproven } = inArea('Gateway');

export interface GatewayReads {
  readonly settings: GatewaySettings;
  readonly cache: StorageGateway;
  readonly share: () => Promise<Share | undefined>;
  readonly nodes: () => Promise<readonly ManagedNode[]>;
}

interface ShareReads extends Pick<GatewayReads, 'share'> {
  readonly settings: Pick<GatewaySettings, 'shareTag'>;
}

/** The groups on the gateway and the share. */
export function gatewayGroups(
  { runbook, clock }: StepContext,
  until: Until,
  { settings, cache, share, nodes }: GatewayReads,
): readonly Group[] {
  const { servers } = runbook.application;
  return [
    group('Gateway is connected', async () =>
      judgeInformation(await settings.information(), runbook.gateway.export),
    ),
    group('Maintenance is not near', async () => [
      judgeMaintenance(await settings.maintenance(), clock.now(), until),
    ]),
    group('Cache is uploaded', async () => [judgeCache(await cache.dirtyPercentage())]),
    ...shareGroups(runbook, { settings, share }),
    group('Share lets the servers in', async () =>
      judgeClients((await share())?.clients ?? [], servers, await nodes()),
    ),
  ];
}

const group = (check: string, look: Group['look']): Group => ({ area: 'Gateway', check, look });

/** Those on how the share is set up. */
export const shareGroups = (
  runbook: Runbook,
  { settings, share }: ShareReads,
): readonly Group[] => [
  group('Share is available', async () => judgeShare(await share(), runbook)),
  group('Share names its journal', async () => [
    judgeJournal(await settings.shareTag(JOURNAL_TAG), runbook),
  ]),
];

/** Undefined is a gateway that AWS cannot reach. */
export function judgeInformation(
  information: GatewayInformation | undefined,
  exported: string,
): readonly Finding[] {
  const cure =
    "start the gateway's machine and check its way to Storage Gateway's endpoints; the share serves only from its cache until then";
  if (information === undefined)
    return [fail('Gateway is connected', 'AWS cannot reach the gateway', cure)];
  const { addresses, name, state, type } = information;
  return [
    // The API has no list of states; the console's word is RUNNING, an example of the model says STATE_RUNNING.
    /^(STATE_)?RUNNING$/.test(state)
      ? pass('Gateway is connected', `${name} is ${state}`)
      : fail('Gateway is connected', `${name} is ${state}, expected RUNNING`, cure),
    type === 'FILE_S3'
      ? pass('Gateway is an S3 File Gateway', type)
      : fail('Gateway is an S3 File Gateway', `${type}, expected FILE_S3`, 'correct gateway.arn'),
    judgeAddress(addresses, exported),
  ];
}

function judgeAddress(addresses: readonly string[], exported: string): Finding {
  const check = 'Servers mount this gateway';
  const { host } = exportParts(exported);
  if (addresses.includes(host)) return pass(check, host);
  if (isIP(host) === 0) return pass(check, `${host}: a name; the gateway has ${list(addresses)}`);
  return warn(
    check,
    `gateway.export names ${host}, the gateway has ${list(addresses)}`,
    'see that the servers reach this gateway by that address',
  );
}

const list = (addresses: readonly string[]): string => addresses.join(', ') || 'no address';

const NEAR_MS = 43_200_000;

/** An update takes the share away for minutes; a cutover does not begin within half a day before it. */
export function judgeMaintenance(start: MaintenanceStart, now: Instant, until: Until): Finding {
  const check = 'Maintenance is not near';
  const at = nextMaintenance(start, now);
  if (at === undefined)
    return unproven(
      check,
      `a start that cannot be read: ${JSON.stringify(start)}`,
      "set the gateway's maintenance window",
    );
  const when = new Date(at).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
  if (at - now >= NEAR_MS) return pass(check, `next on ${when}`);
  const found =
    at <= now ? `under way since ${when}` : `in ${formatDuration(at - now)}, at ${when}`;
  const cure = `move the gateway's maintenance window, or begin after it; expected none within ${formatDuration(NEAR_MS)}`;
  return until === 'cutover' ? fail(check, found, cure) : warn(check, found, cure);
}

/** AWS's own alarm begins there: with more, writes wait for uploads. */
const FULL_PERCENT = 80;

/** How much of the gateway's cache is not in S3, in percent; the figure covers all its shares. */
export function judgeCache(dirty: number): Finding {
  const check = 'Cache is uploaded';
  if (Number.isNaN(dirty) || dirty < 0)
    return unproven(
      check,
      'the gateway reports no figure',
      'see in its metrics that CachePercentDirty is 0',
    );
  if (dirty === 0) return pass(check, '0 % waits for its upload');
  const found = `${dirty.toFixed(dirty < 1 ? 4 : 1)} % waits for its upload`;
  return dirty >= FULL_PERCENT
    ? fail(
        check,
        found,
        'wait until the gateway has uploaded; see its bandwidth limits and its log for failed uploads',
      )
    : warn(
        check,
        found,
        'see who writes through the gateway already: a rollback waits until the gateway has uploaded everything',
      );
}
