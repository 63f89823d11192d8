// What a refresh of the gateway's cache is handed.
import type { EventLog } from '../../aws/events/logs.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';

/** The share, and the log group into which EventBridge puts its events. */
export interface RefreshPorts {
  readonly gateway: StorageGateway;
  readonly log: EventLog;
}
