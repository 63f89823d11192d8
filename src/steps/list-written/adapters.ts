// Opens the adapters for listing what was written through the gateway.
import { openEventLog } from '../../aws/events/logs.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openKeeping, openOutputs, openServers, openShare } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';
import { openShareFlagOf } from '../migration/share-flag.ts';
import type { ListWrittenPorts } from './list-written.ts';

/** The journal, the gateway and its events, and the evidence bucket. */
export async function openListing(context: StepContext): Promise<ListWrittenPorts> {
  const events = openEventLog(storageConnection(context), context.runbook.refresh.logGroup);
  const [log, gateway, outputs, evidence] = await Promise.all([
    openJournal(context),
    openShare(context),
    openOutputs(context),
    openKeeping(context),
  ]);
  return {
    ...{ log, gateway, events, outputs, evidence },
    openServers: () => openServers(context),
    openFlag: () => openShareFlagOf(context, false),
  };
}
