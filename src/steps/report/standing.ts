// What the servers and the journal say at the end of a run. A report that cannot read them says so, and goes on.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { standingFacts } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { assertOwnRole } from '../frame/own-role.ts';
import type { ServerFailure } from '../servers/each-server.ts';
import { describeServer, readMountsOfEach } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

/** Opened only where the run may have begun something. */
export interface StandingPorts {
  readonly openLog: () => Promise<JournalLog>;
  readonly openServers: () => Promise<Ssm>;
}

/** What could be read, and in words why the rest could not. */
export interface Standing {
  /** Undefined where the journal was not read; null where it is empty. */
  readonly entry: Entry | null | undefined;
  readonly servers: readonly ServerMounts[];
  readonly failed: readonly ServerFailure[];
  /** A line for each server, then those of the journal. */
  readonly facts: readonly Fact[];
}

/** Reads both, side by side. Throws nothing. */
export async function readStanding(context: StepContext, ports: StandingPorts): Promise<Standing> {
  const { servers: all } = context.runbook.application;
  try {
    await assertOwnRole(context, 'first');
  } catch (thrown) {
    const value = notRead(thrown);
    return { entry: undefined, servers: [], failed: [], facts: [{ name: NOW, value }] };
  }
  const journal = await readJournal(ports);
  const { done, failed } = await readServers(context, ports);
  const lines = all.flatMap((server) => {
    const mounts = done.find((one) => one.server === server);
    const failure = failed.find((one) => one.server === server);
    if (mounts !== undefined) return [{ name: server, value: describeServer(mounts) }];
    return [{ name: server, value: notRead(failure?.error) }];
  });
  const facts = [...lines, ...journal.facts];
  return { entry: journal.entry, servers: done, failed, facts };
}

/** What stands for both where none of them is read. */
const NOW = 'Servers and journal';

async function readJournal({ openLog }: StandingPorts): Promise<Pick<Standing, 'entry' | 'facts'>> {
  try {
    const entry = (await (await openLog()).newest()) ?? null;
    if (entry !== null) return { entry, facts: standingFacts(entry) };
    return { entry, facts: [{ name: 'Journal', value: 'empty: no run has claimed a migration' }] };
  } catch (thrown) {
    return { entry: undefined, facts: [{ name: 'Journal', value: notRead(thrown) }] };
  }
}

async function readServers(
  context: StepContext,
  { openServers }: StandingPorts,
): Promise<Pick<Standing, 'failed'> & { readonly done: readonly ServerMounts[] }> {
  const { servers } = context.runbook.application;
  try {
    return await readMountsOfEach(context, await openServers(), servers);
  } catch (thrown) {
    const error = asCutoverError(thrown);
    return { done: [], failed: servers.map((server) => ({ server, error })) };
  }
}

const notRead = (thrown: unknown): string => `could not be read: ${asCutoverError(thrown).message}`;
