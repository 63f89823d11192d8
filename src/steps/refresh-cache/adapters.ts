// Opens the adapters for the gateway's cache and its events.
import type { EventLog } from '../../aws/events/logs.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import { openEventLog } from '../../aws/events/logs.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openShare } from '../frame/adapters.ts';

/** The share, and the log group into which EventBridge puts its events. */
export interface RefreshPorts {
  readonly gateway: StorageGateway;
  readonly log: EventLog;
}

/** The share, and the log group of its events. */
export async function openRefresh(context: StepContext): Promise<RefreshPorts> {
  const log = openEventLog(storageConnection(context), context.runbook.refresh.logGroup);
  return { gateway: await openShare(context), log };
}
