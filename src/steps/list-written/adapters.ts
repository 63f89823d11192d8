// Opens the adapters for listing what was written through the gateway.
import type { StepContext } from '../frame/context.ts';
import { openDestination, openShare } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';
import { openShareFlagOf } from '../migration/share-flag.ts';
import type { ListWrittenPorts } from './list-written.ts';

/** The journal, the gateway and the bucket. */
export async function openListing(context: StepContext): Promise<ListWrittenPorts> {
  const [log, gateway, bucket] = await Promise.all([
    openJournal(context),
    openShare(context),
    openDestination(context),
  ]);
  return { log, gateway, bucket, openFlag: () => openShareFlagOf(context, false) };
}
