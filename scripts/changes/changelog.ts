// CHANGELOG.md: a section for each release, made of the fragments that it takes in.
import { KINDS } from './fragment.ts';
import type { Fragment } from './fragment.ts';

/** A version as tags and package.json name it. */
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const SECTION = /^## (\S+)/;

export interface Release {
  /** Without a `v`. */
  readonly version: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
}

/**
 * The changelog with a new section above the others, and in it every fragment, sorted by kind and by name. Throws an
 * Error with its cure where there is nothing to release, or the version is there already.
 */
export function withRelease(
  changelog: string,
  { version, day }: Release,
  fragments: readonly Fragment[],
): string {
  if (fragments.length === 0)
    throw new Error(
      'changes/: expected fragments to release, got none; a release without changes needs no version',
    );
  if (sectionOf(changelog, version) !== undefined)
    throw new Error(
      `CHANGELOG.md: expected no section ${version} yet, got one; raise the version: npm version minor --no-git-tag-version`,
    );
  const kinds = KINDS.flatMap((kind) => {
    const entries = fragments.filter((fragment) => fragment.kind === kind).map(entry);
    const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    return entries.length === 0 ? [] : [`### ${title}\n\n${entries.join('\n')}\n`];
  });
  const section = `## ${version} - ${day}\n\n${kinds.join('\n')}`;
  const lines = changelog.trimEnd().split('\n');
  const first = lines.findIndex((line) => SECTION.test(line));
  const head = first === -1 ? lines : lines.slice(0, first);
  const rest = first === -1 ? '' : `\n${lines.slice(first).join('\n')}\n`;
  return `${head.join('\n').trimEnd()}\n\n${section}${rest}`;
}

/** A list item; what follows its first line is below it. */
const entry = ({ text }: Fragment): string => `- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`;

/** What the changelog says of a version, without the section's heading; undefined where it has no such section. */
function sectionOf(changelog: string, version: string): string | undefined {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => SECTION.exec(line)?.[1] === version);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => SECTION.test(line));
  const end = length === -1 ? lines.length : start + 1 + length;
  return lines
    .slice(start + 1, end)
    .join('\n')
    .trim();
}

/**
 * The notes of a tagged release. Throws an Error with its cure unless the tag, the version of package.json and a
 * section of the changelog are the same, and no fragment is left.
 */
export function notesOf(
  tag: string,
  changelog: string,
  at: { readonly version: string; readonly fragments: readonly string[] },
): string {
  const { version, fragments } = at;
  if (!VERSION.test(version))
    throw new Error(
      `package.json: expected a version such as 1.2.0, got '${version}'; correct it by pull request`,
    );
  if (tag !== `v${version}`)
    throw new Error(
      `tag ${tag}: expected v${version}, the version of package.json; raise the version by pull request, then tag the merge`,
    );
  if (fragments.length > 0)
    throw new Error(
      `${fragments[0] ?? ''}: expected no fragment in a release, got ${fragments.length}; run "npm run changes -- --join", bring that by pull request, then tag the merge`,
    );
  const notes = sectionOf(changelog, version);
  if (notes === undefined || notes === '')
    throw new Error(
      `CHANGELOG.md: expected a section ${version}, got none; run "npm run changes -- --join" and bring that by pull request`,
    );
  return `${notes}\n`;
}
