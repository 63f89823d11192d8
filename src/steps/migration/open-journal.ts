// Opens the journal of the runbook's share, in the evidence bucket.
import { entryText, textDigest } from '../../journal/entry.ts';
import type { Entry } from '../../journal/entry.ts';
import { JournalLog } from '../../journal/log.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';

/** The log of the share's journal; the bucket belongs to the runbook's account. `hurried`: a way back does without it. */
export async function openJournal(context: StepContext, hurried = false): Promise<JournalLog> {
  const { openJournalStore } = await import('../../aws/s3/journal-store.ts');
  const { account, evidence, gateway } = context.runbook;
  const connection = { ...storageConnection(context), hurried };
  const store = openJournalStore(connection, evidence.bucket, account);
  return new JournalLog(store, gateway.share, {
    ...connection,
    onEntry: (entry) => noteEntry(context, entry),
  });
}

/** The record of this step stands under it. */
function noteEntry({ notes }: StepContext, entry: Entry): void {
  if (notes === undefined) return;
  const { epoch, migration, sequence } = entry;
  notes.entry = { sequence, digest: textDigest(entryText(entry)), migration, epoch };
}
