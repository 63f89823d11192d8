// For tests of single actions: the journal says what the steps before this one would have written.
import { parse } from 'yaml';
import type { Lab } from '../../lab/lab.ts';
import { entryName, journalPrefix } from '../../src/core/requests/s3.ts';
import { isOwner } from '../../src/journal/claim.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import type { Entry, Owner } from '../../src/journal/entry.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Writer } from '../../src/journal/follow.ts';
import { next, STATES } from '../../src/journal/states.ts';
import type { Edge, State } from '../../src/journal/states.ts';

const FORWARD: Readonly<Partial<Record<State, Edge>>> = {
  prepared: 'prove',
  proven: 'approve',
  approved: 'freeze',
  frozen: 'resync',
  resynced: 'reprove',
};

/** Where the migration must stand for an action with these inputs; undefined: it does not ask the journal, or writes it. */
export function stateFor(
  action: string,
  inputs: Readonly<Record<string, string>> = {},
): State | undefined {
  const frozen = inputs.frozen === 'true';
  switch (action) {
    case 'create-test-file':
    case 'remove-extras':
      return 'prepared';
    case 'run-datasync':
      return frozen ? 'frozen' : 'prepared';
    case 'check-listing':
      return frozen && inputs.scope === 'tree' ? 'resynced' : undefined;
    case 'freeze-source':
      return inputs.thaw === 'true' ? undefined : 'approved';
    case 'switch-mount':
      return inputs.to === 'gateway' ? 'reproven' : undefined;
    default:
      return undefined;
  }
}

const isForward = (entry: Entry | undefined): boolean =>
  entry !== undefined && STATES.indexOf(entry.state) < STATES.indexOf('switched');

/** The journal of a lab's world, written and read behind the back of all steps. */
export class LabJournal {
  readonly #lab: Lab;
  readonly #writer: Omit<Writer, 'owner'>;
  readonly #bucket: string;

  constructor(lab: Lab, runbook: string) {
    this.#lab = lab;
    const parsed = parse(runbook) as Writer['runbook'] & { readonly evidence: { bucket: string } };
    this.#bucket = parsed.evidence.bucket;
    const repository = 'example/nfs-cutover';
    this.#writer = { repository, runbookFile: 'runbooks/image-archive.yml', runbook: parsed };
  }

  /** The newest entry. */
  get newest(): Entry | undefined {
    return this.entries.at(-1);
  }

  get entries(): Entry[] {
    const { store } = this.#lab;
    const entries: Entry[] = [];
    for (let sequence = 1; ; sequence += 1) {
      const key = this.#key(sequence);
      if (store.get(this.#bucket, key) === undefined) return entries;
      entries.push(JSON.parse(store.bytes(this.#bucket, key).toString('utf8')) as Entry);
    }
  }

  /** Brings the migration to `state` by steps of `owner`, where it stands before it and nobody else holds it. */
  reach(state: State, owner: Owner): void {
    let newest = this.newest;
    if (newest === undefined || !isOwner(newest, owner)) {
      // Another job of the run has handed the migration on; another run claims it, where that may be.
      const own = newest?.owner.run === owner.run && newest.owner.attempt <= owner.attempt;
      if (own && isForward(newest)) newest = this.write('note', owner);
      else {
        // The run before has gone back: its test froze nothing, or thawed it.
        if (newest !== undefined && next(newest, 'claim') === undefined && isForward(newest))
          newest = this.write('undo-freeze', newest.owner);
        if (next(newest, 'claim') === undefined) return;
        newest = this.write('claim', owner);
      }
    }
    while (STATES.indexOf(newest.state) < STATES.indexOf(state)) {
      const edge = FORWARD[newest.state];
      if (edge === undefined) return;
      newest = this.write(edge, owner);
    }
  }

  /** Writes the entry of one edge. */
  write(edge: Edge, owner: Owner, says: Partial<Entry> = {}): Entry {
    const { store, context } = this.#lab;
    const { newest } = this;
    const now = context.clock.now();
    const nonce = String(newest?.sequence ?? 0).padStart(32, 'f');
    const proven = { at: new Date(now).toISOString(), digest: 'ab'.repeat(32) };
    const entry = follow(
      newest,
      edge,
      { ...this.#writer, owner },
      {
        ...{ nonce, now, leaseEnd: now + LEASE_MS },
        says: { ...(edge === 'prove' && { proven }), ...says },
      },
    );
    if (newest === undefined) store.put(this.#bucket, this.#key(0), Buffer.from(PROBE_TEXT), {});
    store.put(this.#bucket, this.#key(entry.sequence), Buffer.from(entryText(entry)), {});
    return entry;
  }

  #key(sequence: number): string {
    return `${journalPrefix(this.#writer.runbook.gateway.share)}${entryName(sequence)}`;
  }
}
