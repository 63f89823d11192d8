// Storage Gateway of the world: one S3 File Gateway with one NFS share, whose view is a folder of the lab.
import { existsSync } from 'node:fs';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import type { EventBridge } from '../event-bridge/event-bridge.ts';
import { uuid } from '../ids.ts';
import type { ObjectStore } from '../s3/objects/store.ts';
import type { Faults } from '../faults/scenario.ts';
import type { Call, JsonService, Operation } from '../protocol/service.ts';
import * as describe from './describe.ts';
import { invalidGatewayRequest, shareNotFound } from './errors.ts';
import { createRefreshes, list } from './refreshes.ts';
import type { RefreshCacheInput } from './shapes.ts';
import { SHAPES } from './shapes.ts';
import { openShare } from './share.ts';
import { marked, shareReads } from './share-reads.ts';
import { updateShare } from './share-update.ts';
import { tagOperations } from './share-tags.ts';
import type { Share } from './share.ts';
import type { Queue } from './uploads.ts';
import { Uploads } from './uploads.ts';
import { openView } from './metadata-cache.ts';
import { watchInRealTime } from './watch.ts';

export interface StorageGateway {
  readonly service: JsonService;
  /** Lists the whole bucket, as the gateway did when the share was first used. */
  readonly inventory: () => Promise<void>;
  /** Finds what clients have written below the view; it is uploaded some seconds later. */
  readonly scan: () => Promise<void>;
}

/** The gateway of the world; what clients write is uploaded into `store`. */
export function createStorageGateway(
  context: LabContext,
  store: ObjectStore,
  eventBridge: Pick<EventBridge, 'deliver'>,
): StorageGateway {
  const { clock, events } = context;
  const share = openShare(context, store);
  const view = openView(share);
  const queue = createQueue(context, share);
  const uploads = new Uploads(view, context, queue);
  const deps = { context, view, uploads, eventBridge, queue };
  let notifications = 0;
  const parts = {
    context,
    share,
    uploads,
    refresh: createRefreshes(deps),
    newId: () => uuid(share.gatewayId, 'upload', (notifications += 1)),
    eventBridge,
  };
  events.on((event) => {
    if (event.kind === 'document' && event.phase === 'ends') void uploads.scan();
  });
  if (clock.mode === 'real') watchInRealTime(clock, () => uploads.scan());
  return {
    inventory: () => list(deps, { folders: [''], recursive: true, until: Infinity }),
    scan: () => uploads.scan(),
    service: {
      name: 'storagegateway',
      target: 'StorageGateway_20130630',
      jsonVersion: '1.1',
      invalid: (message) => invalidGatewayRequest(message, 'InvalidParameters'),
      operations: {
        ...shareOperations(parts),
        ...gatewayOperations(context, uploads),
      },
    },
  };
}

/** Runs one thing after the other; the lab is busy meanwhile. */
function createQueue({ clock }: LabContext, { view }: Share): Queue {
  let last: Promise<void> = Promise.resolve();
  return (run) => {
    const busy = clock.busy('the gateway works on its view');
    const mine = last
      .then(run)
      .catch((error: unknown) => {
        // The lab's folders are removed when it is closed, whatever is under way.
        if (existsSync(view)) throw error;
      })
      .finally(() => busy[Symbol.dispose]());
    last = mine.catch(() => {});
    return mine;
  };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

function checkConnected({ gateway }: Faults): void {
  if (gateway?.connected === false)
    throw invalidGatewayRequest('The specified gateway is not connected.', 'GatewayNotConnected');
}

interface ShareParts {
  readonly context: LabContext;
  readonly share: Share;
  readonly uploads: Uploads;
  readonly refresh: (input: RefreshCacheInput) => string;
  readonly newId: () => string;
  readonly eventBridge: Pick<EventBridge, 'deliver'>;
}

function shareOperations(parts: ShareParts): Record<string, Operation> {
  const { context, share, uploads, refresh } = parts;
  const { share: shareArn } = context.world.names.gateway;
  const isHere = ({ region }: Call): boolean => region === context.world.storageRegion;
  const check = (arn: unknown, call: Call): void => {
    if (arn !== shareArn || !isHere(call)) throw shareNotFound();
  };
  return {
    RefreshCache: {
      input: SHAPES.RefreshCache,
      run: (input, call) => {
        check(input.FileShareARN, call);
        checkConnected(context.faults);
        const NotificationId = refresh(input as unknown as RefreshCacheInput);
        return { FileShareARN: shareArn, NotificationId };
      },
    },
    NotifyWhenUploaded: {
      input: SHAPES.NotifyWhenUploaded,
      run: async (input, call) => {
        check(input.FileShareARN, call);
        checkConnected(context.faults);
        await uploads.scan();
        return { FileShareARN: shareArn, NotificationId: notify(parts) };
      },
    },
    UpdateNFSFileShare: {
      input: SHAPES.UpdateNFSFileShare,
      run: (input, call) => {
        check(input.FileShareARN, call);
        checkConnected(context.faults);
        updateShare(context, share, input);
        return { FileShareARN: shareArn };
      },
    },
    ...shareReads(context, share),
    ...tagOperations(context, share),
  };
}

function notify({ context, uploads, eventBridge, newId }: ShareParts): string {
  const { clock, world } = context;
  const { share, arn } = world.names.gateway;
  const received = clock.now();
  const id = newId();
  uploads.whenUploaded((completed) =>
    eventBridge.deliver({
      source: 'aws.storagegateway',
      'detail-type': 'Storage Gateway File Upload Event',
      resources: [share, arn],
      detail: {
        'event-type': 'upload-complete',
        'notification-id': id,
        'request-received': new Date(received).toISOString(),
        completed: new Date(completed).toISOString(),
      },
    }),
  );
  return id;
}

/** Three days after the lab is started, at half past four, unless the scenario has it nearer. */
function maintenanceStart({ clock, faults }: LabContext): Instant {
  const minutes = faults.gateway?.maintenanceInMinutes;
  if (minutes !== undefined) return clock.now() + minutes * MINUTE;
  return Math.floor(clock.now() / DAY) * DAY + 3 * DAY + 270 * MINUTE;
}

function gatewayOperations(context: LabContext, uploads: Uploads): Record<string, Operation> {
  const { world, faults } = context;
  const isHere = ({ region }: Call): boolean => region === world.storageRegion;
  const check = (arn: unknown, call: Call): void => {
    if (arn !== world.names.gateway.arn || !isHere(call))
      throw invalidGatewayRequest('The specified gateway was not found.', 'GatewayNotFound');
    checkConnected(faults);
  };
  const maintenance = maintenanceStart(context);
  return {
    ListGateways: {
      input: SHAPES.ListGateways,
      run: (input, call) => {
        const all = isHere(call) ? [describe.summariseGateway(context)] : [];
        const { items, next } = marked(all, input);
        return { Gateways: items, ...(next === undefined ? {} : { Marker: next }) };
      },
    },
    DescribeGatewayInformation: {
      input: SHAPES.DescribeGatewayInformation,
      run: (input, call) => {
        check(input.GatewayARN, call);
        return describe.describeGateway(context);
      },
    },
    DescribeCache: {
      input: SHAPES.DescribeCache,
      run: async (input, call) => {
        check(input.GatewayARN, call);
        await uploads.scan();
        return describe.describeCache(context, uploads);
      },
    },
    DescribeMaintenanceStartTime: {
      input: SHAPES.DescribeMaintenanceStartTime,
      run: (input, call) => {
        check(input.GatewayARN, call);
        return describe.describeMaintenance(context, maintenance);
      },
    },
  };
}
