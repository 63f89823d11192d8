// npm run changes: the fragments of the changelog, checked, joined for a release, or read as its notes.
// changesets, the usual library, raises the versions of npm packages and publishes them; this repository is no package.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './command-line.ts';
import { notesOf, withRelease } from './changes/changelog.ts';
import { readFragment } from './changes/fragment.ts';
import type { Fragment } from './changes/fragment.ts';

const USAGE = `npm run changes [-- --check | --join | --notes TAG] [--root FOLDER]

  --check        says what is wrong with each fragment in changes/ (as without any option)
  --join         takes the fragments into CHANGELOG.md, below the version of package.json, and removes them
  --notes TAG    prints what CHANGELOG.md says of the release TAG, such as v1.2.0
  --root FOLDER  of another checkout

Exit code: 0 done · 1 something is wrong`;

const CHANGELOG = 'CHANGELOG.md';

function main(): number {
  const { values } = readArguments({
    options: {
      check: { type: 'boolean', default: false },
      join: { type: 'boolean', default: false },
      notes: { type: 'string' },
      root: { type: 'string', default: join(import.meta.dirname, '..') },
      help: { type: 'boolean', default: false },
    },
  });
  const { root, notes, help } = values;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const found = files(root).map((file) => readFragment(file, read(root, file)));
  const problems = found.filter((one) => typeof one === 'string');
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  const fragments = found.filter((one) => typeof one !== 'string');
  const { version } = JSON.parse(read(root, 'package.json')) as { readonly version: string };
  if (notes !== undefined) {
    const left = fragments.map(({ file }) => file);
    process.stdout.write(notesOf(notes, read(root, CHANGELOG), { version, fragments: left }));
  } else if (values.join) joinAll(root, version, fragments);
  else console.log(`${fragments.length} fragments in changes/, none of them wrong`);
  return 0;
}

function joinAll(root: string, version: string, fragments: readonly Fragment[]): void {
  const day = new Date().toISOString().slice(0, 10);
  const joined = withRelease(read(root, CHANGELOG), { version, day }, fragments);
  writeFileSync(join(root, CHANGELOG), joined);
  for (const { file } of fragments) rmSync(join(root, file));
  console.log(`${CHANGELOG}: ${fragments.length} fragments are now the section ${version}`);
}

/** Every file but the page that explains them: one of another ending would be forgotten. */
const files = (root: string): string[] =>
  globSync('changes/*', { cwd: root })
    .filter((file) => file !== 'changes/README.md')
    .sort();

const read = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

if (import.meta.main) {
  try {
    process.exitCode = main();
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    process.exitCode = 1;
  }
}
