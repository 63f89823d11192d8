// Which documents a pull request changes, and in which of their source files.
import type { ChangedFile, Content } from './changed-files.ts';
import { join } from 'node:path/posix';
import type { Place } from '../../github/output.ts';
import type { Mark } from './marks.ts';

interface Section {
  readonly text: string;
  /** Of the template, from 1. */
  readonly line: number;
}

/** The template's resources by their names, or by their ids if they have none; the text above them as `the head`. */
function templateSections(content: Content | undefined): ReadonlyMap<string, Section> {
  const found = new Map<string, Section>();
  let line = 1;
  for (const text of (content?.bytes.toString('utf8') ?? '').split(/^(?= {2}\S.*$)/m)) {
    const name = nameOf(text);
    const known = found.get(name);
    // Two with one name count as one.
    found.set(name, { text: `${known?.text ?? ''}${text}`, line: known?.line ?? line });
    line += text.split('\n').length - 1;
  }
  return found;
}

function nameOf(text: string): string {
  if (!text.startsWith('  ')) return 'the head';
  const [, name] = /^ {6}Name: (\S+)$/m.exec(text) ?? [];
  return name ?? (text.split('\n')[0] ?? '').trim();
}

export interface ChangedDocument {
  /** As deployed. */
  readonly name: string;
  readonly fate: 'is new' | 'is removed' | 'changes';
  /** Where it differs: in its own files, in what they include, or elsewhere. */
  readonly places: readonly Place[];
  /** What is strange about that. */
  readonly but?: string;
}

/** The source files of the documents in one checkout, by their paths in the repository. */
export type DocumentSources = ReadonlyMap<string, string>;

const TEMPLATE = 'infra/documents.yml';

/** The folder below infra/documents; in older versions each document was one file. */
const OWNER = /^infra\/documents\/([^/]+?)(?:\/[^/]+|\.yml)$/;
const ownerOf = (path: string): string => OWNER.exec(path)?.[1] ?? '';

/** Whether the path is that of a source file of documents. */
export const isDocumentSource = (path: string): boolean => OWNER.test(path);

/**
 * The documents with a file that differs; those that differ only in the template, which people deploy; and files
 * beside the documents that belong to none.
 */
export function changedDocuments(
  files: readonly ChangedFile[],
  before: DocumentSources,
  after: DocumentSources,
): readonly ChangedDocument[] {
  const changed = new Set(files.map(({ path }) => path));
  const old = madeOf(before);
  const now = madeOf(after);
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const bySources = names.flatMap((name): ChangedDocument[] => {
    const made = new Set([...(now.get(name) ?? []), ...(old.get(name) ?? [])]);
    const places = [...made].filter((path) => changed.has(path)).map((path) => placeIn(path));
    if (places.length === 0) return [];
    const fate = !old.has(name) ? 'is new' : now.has(name) ? 'changes' : 'is removed';
    // All files of a new or removed document differ: the first one stands for it.
    return [
      {
        name: `nfs-cutover-${name}`,
        fate,
        places: fate === 'changes' ? places : places.slice(0, 1),
      },
    ];
  });
  return [
    ...bySources,
    ...inTemplateAlone(files, bySources),
    ...strays(files, new Set([...old.values(), ...now.values()].flat())),
  ];
}

/** For each document its own files, and then those that they include, however deep. */
function madeOf(sources: DocumentSources): ReadonlyMap<string, readonly string[]> {
  const own = Map.groupBy(
    [...sources.keys()].filter((path) => ownerOf(path) !== 'lib'),
    ownerOf,
  );
  return new Map([...own].map(([name, paths]) => [name, withIncluded(sources, paths)]));
}

function withIncluded(sources: DocumentSources, paths: readonly string[]): readonly string[] {
  const found = new Set(paths);
  // The loop also visits members that it adds to the set.
  for (const path of found)
    for (const [, target = ''] of (sources.get(path) ?? '').matchAll(/^ *\. (\S+)$/gm)) {
      const included = join(path, '..', target);
      if (sources.has(included)) found.add(included);
    }
  return [...found];
}

function inTemplateAlone(
  files: readonly ChangedFile[],
  explained: readonly ChangedDocument[],
): readonly ChangedDocument[] {
  const template = files.find(({ path }) => path === TEMPLATE);
  if (template === undefined) return [];
  const before = templateSections(template.before);
  const after = templateSections(template.after);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name)?.text !== after.get(name)?.text)
    .filter((name) => explained.every((document) => document.name !== name))
    .map((name) => ({
      name,
      fate: 'changes',
      places: [placeIn(TEMPLATE, after.get(name)?.line)],
      but: `in ${TEMPLATE}, and none of its source files does`,
    }));
}

/** Files that begin with a dot are settings of tools. */
const strays = (
  files: readonly ChangedFile[],
  known: ReadonlySet<string>,
): readonly ChangedDocument[] =>
  files
    .filter(({ path }) => /^infra\/documents\/(?!(.*\/)?\.)/.test(path) && !known.has(path))
    .map(({ path }) => ({
      name: `of ${path}`,
      fate: 'changes',
      places: [placeIn(path)],
      but: 'though no document is known to include it',
    }));

const placeIn = (file: string, line = 1): Place => ({ file, line, column: 1 });

/** One mark for each place, with the documents that it is a part of. */
export function documentMarks(documents: readonly ChangedDocument[]): readonly Mark[] {
  const all = documents.flatMap(({ name, fate, places, but }) =>
    places.map((place) => ({ name, fate, but, place, key: `${fate} ${place.file}:${place.line}` })),
  );
  return [...Map.groupBy(all, ({ key }) => key).values()].flatMap((those): Mark[] => {
    const [first] = those;
    if (first === undefined) return [];
    const { fate, name, place, but } = first;
    const names = those.map((one) => one.name);
    const strange = but === undefined ? '' : ` ${but}`;
    const says =
      names.length === 1
        ? `the document ${name} ${fate}${strange}`
        : `the documents ${names.join(', ')} change`;
    return [{ name: 'other commands on servers', says, place }];
  });
}
