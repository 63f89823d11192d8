// Everything that the invariants need, read from the files of the lab alone.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../lab/lab.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { entryName, journalPrefix } from '../../src/core/requests/s3.ts';
import { checkLink, readEntry } from '../../src/journal/chain.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { PROBE_TEXT } from '../../src/journal/entry.ts';
import { lookAtServer } from './server-look.ts';
import type { ServerLook } from './server-look.ts';

export interface WorldLook {
  readonly servers: readonly ServerLook[];
  /** The newest entry; undefined where the journal is empty. */
  readonly newest: Entry | undefined;
  /** What is wrong with the journal's chain. */
  readonly broken: string | undefined;
  /** The digest of each file by its path, on either side. */
  readonly source: ReadonlyMap<string, string>;
  readonly gateway: ReadonlyMap<string, string>;
}

/** Looks at the lab as it is now. */
export function lookAtWorld(lab: Lab): WorldLook {
  const { world } = lab.context;
  return {
    servers: world.names.application.servers.map((instance) => lookAtServer(lab, instance)),
    ...readJournal(lab),
    source: digests(world.source),
    gateway: digests(world.gateway),
  };
}

function readJournal(lab: Lab): Pick<WorldLook, 'newest' | 'broken'> {
  const { evidence, gateway } = lab.context.world.names;
  const bucket = evidence?.bucket ?? '';
  const prefix = journalPrefix(gateway.share);
  const places = [...lab.store.keys(bucket, prefix)].sort();
  let before: Entry | undefined;
  let text = PROBE_TEXT;
  try {
    for (const [sequence, place] of places.entries()) {
      if (place !== `${prefix}${entryName(sequence)}`)
        return { newest: before, broken: `expected entry ${sequence}, got ${place}` };
      const found = lab.store.bytes(bucket, place).toString('utf8');
      if (sequence > 0) {
        const entry = readEntry({ place, sequence, text: found });
        checkLink(entry, before, { place, text });
        before = entry;
      }
      text = found;
    }
  } catch (error) {
    if (!(error instanceof CutoverError)) throw error;
    return { newest: before, broken: error.message };
  }
  return { newest: before, broken: undefined };
}

/** SHA-256 of every file below a folder, by its path. */
function digests(top: string): Map<string, string> {
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(top.length + 1), digestOf(readFileSync(file))];
    }),
  );
}

/** SHA-256, hex. */
export const digestOf = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('hex');
