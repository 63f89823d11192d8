// The journal of a migration that a run has confirmed, in the lab's evidence bucket: what is missing to it is added.
import type { Lab } from '../../lab/lab.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { follow } from '../../src/journal/follow.ts';
import type { Edge, State } from '../../src/journal/states.ts';
import { parseRunbook } from '../../src/runbook/load.ts';

const FILE = 'runbooks/image-archive.yml';
/** The proof that was approved. */
const PROVEN = { at: '2026-11-30T01:00:00.000Z', digest: '5e'.repeat(32) };

/** The edges to a confirmed cutover, by the state where each begins. */
const FORWARD: Partial<Record<State | 'nothing', Edge>> = {
  nothing: 'claim',
  prepared: 'prove',
  proven: 'approve',
  approved: 'freeze',
  frozen: 'resync',
  resynced: 'reprove',
  reproven: 'switch',
  switched: 'confirm',
  // After a rollback the next round begins, once everything is settled.
  'rolled-back-none': 'approve-again',
  'rolled-back-open': 'list',
  'rolled-back-listed': 'settle',
  'rolled-back-unknown': 'settle',
  'rolled-back-settled': 'approve-again',
};

export interface Confirmation {
  /** The runbook's text. */
  readonly text: string;
  readonly run: string;
  /** The state at which it ends, where that is not `confirmed`. */
  readonly until?: State;
}

/** Adds what leads from the newest entry to the confirmation. */
export function writeConfirmation(
  lab: Lab,
  { text, run, until = 'confirmed' }: Confirmation,
): void {
  const loaded = parseRunbook(text, FILE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { runbook } = loaded;
  const owner = { run, attempt: 1, job: 'job', jobId: null, link: null };
  const writer = { owner, repository: 'example/nfs-cutover', runbookFile: FILE, runbook };
  const entries = journalOf(lab);
  const now = lab.context.clock.now();
  for (;;) {
    const before = entries.at(-1);
    const edge = before?.state === until ? undefined : FORWARD[before?.state ?? 'nothing'];
    if (edge === undefined) return;
    const nonce = String(entries.length + 1).padStart(32, '0');
    const says = edge === 'prove' ? { proven: PROVEN } : {};
    const entry = follow(before, edge, writer, { nonce, now, leaseEnd: now, says });
    if (entries.length === 0) put(lab, 0, PROBE_TEXT);
    put(lab, entry.sequence, entryText(entry));
    entries.push(entry);
  }
}

/** The entries of the journal, in their order. */
export function journalOf(lab: Lab): Entry[] {
  const keys = [...lab.store.keys(bucketOf(lab), PREFIX)].slice(1);
  return keys.map(
    (key) => JSON.parse(lab.store.bytes(bucketOf(lab), key).toString('utf8')) as Entry,
  );
}

const PREFIX = 'journal/share-0A1B2C3D/';

const bucketOf = (lab: Lab): string => lab.context.world.names.evidence?.bucket ?? '';

const put = (lab: Lab, sequence: number, text: string): unknown =>
  lab.store.put(
    bucketOf(lab),
    `${PREFIX}${String(sequence).padStart(10, '0')}.json`,
    Buffer.from(text),
    {},
  );
