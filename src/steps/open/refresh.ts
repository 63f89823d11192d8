// The adapters for the gateway's cache and its events.
import { openEventLog } from '../../aws/logs.ts';
import { openShare } from './share.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';
import type { RefreshPorts } from '../refresh-call.ts';

/** The share, and the log group into which EventBridge puts its events. */
export function openRefresh(context: StepContext): RefreshPorts {
  const { refresh, storageRegion } = context.runbook;
  return {
    gateway: openShare(context),
    log: openEventLog(connectionTo(context, storageRegion), refresh.logGroup),
  };
}
