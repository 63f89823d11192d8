// Opens the adapters for the gateway's cache and its events.
import { openEventLog } from '../../aws/events/logs.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openShare } from '../frame/open.ts';
import type { RefreshPorts } from './ports.ts';

/** The share, and the log group of its events. */
export async function openRefresh(context: StepContext): Promise<RefreshPorts> {
  const log = openEventLog(storageConnection(context), context.runbook.refresh.logGroup);
  return { gateway: await openShare(context), log };
}
