// The files that the verifier is given: evidence.json, or a folder with it, with records, and with entries of the journal.
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EntryFile } from './anchors.ts';

/** Something that could not be read at all: the verifier has judged nothing. */
export class Unreadable extends Error {}

/** A file with its name below what was given. */
export interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Places {
  readonly evidence: readonly Given[];
  /** Other JSON files: records, or none. */
  readonly others: readonly Given[];
  readonly journal: readonly EntryFile[];
}

const LARGEST = 256 * 1024 * 1024;
const MOST_FILES = 100_000;

/** Reads all files of `path` that can be evidence. Follows no links. Throws `Unreadable`. */
export function readPlaces(path: string): Places {
  try {
    if (!statSync(path).isDirectory())
      return { evidence: [{ name: basename(path), bytes: read(path) }], others: [], journal: [] };
    return inFolder(path);
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown;
    throw new Unreadable(
      `${path}: expected evidence.json or a folder, got ${(thrown as NodeJS.ErrnoException).code ?? 'an error'}; give the file or the folder of the artifact`,
    );
  }
}

function inFolder(folder: string): Places {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  if (names.length > MOST_FILES)
    throw new Unreadable(
      `${folder}: expected at most ${MOST_FILES} files, got ${names.length}; give the folder of one run`,
    );
  const files = names
    .filter((name) => name.endsWith('.json') && !name.endsWith('.canonical.json'))
    .filter((name) => lstatSync(join(folder, name)).isFile())
    .sort();
  const given = files.map((name) => ({ name, bytes: read(join(folder, name)) }));
  return {
    evidence: given.filter(({ name }) => basename(name) === 'evidence.json'),
    others: given.filter(({ name }) => basename(name) !== 'evidence.json' && !isEntry(name)),
    journal: given
      .filter(({ name }) => isEntry(name))
      .map(({ bytes, name }) => ({ bytes, sequence: Number(basename(name, '.json')) })),
  };
}

const isEntry = (name: string): boolean => /^[0-9]{10}\.json$/.test(basename(name));

function read(file: string): Uint8Array {
  const { size } = statSync(file);
  if (size > LARGEST)
    throw new Unreadable(
      `${file}: expected at most ${LARGEST} bytes, got ${size}; this is no evidence of a run`,
    );
  return readFileSync(file);
}
