// Opens the adapters for copying what was written through the gateway to the source.
import type { StepContext } from '../frame/context.ts';
import { openDestination, openKeeping, openOutputs, openServers } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';
import type { CarryBackPorts } from './carry-back.ts';

/** The journal now, the rest where something is copied. */
export const openCarrying = async (context: StepContext): Promise<CarryBackPorts> => ({
  log: await openJournal(context),
  openFiles: async () => {
    const [ssm, bucket, outputs, evidence] = await Promise.all([
      openServers(context),
      openDestination(context),
      openOutputs(context),
      openKeeping(context),
    ]);
    return { ssm, bucket, outputs, evidence };
  },
});
