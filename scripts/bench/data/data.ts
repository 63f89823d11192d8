// The bench's data in its folder, each kind made once and then used by every benchmark that needs it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Reported, Side } from '../benchmark.ts';
import type { Layout } from './key-space.ts';
import { measure } from '../measuring/measured-process.ts';

export interface ManifestKind {
  readonly count: number;
  readonly layout?: Layout;
  readonly form?: 'rows' | 'lines';
  /** As a gateway shows the tree. */
  readonly gateway?: boolean;
  readonly missing?: readonly number[];
  readonly resized?: readonly number[];
}

/** The manifest of this kind, as a file. */
export async function manifestFile(bench: Bench, kind: ManifestKind): Promise<string> {
  const {
    count,
    layout = 'deep',
    form = 'rows',
    gateway = false,
    missing = [],
    resized = [],
  } = kind;
  const view = gateway ? 'gateway' : 'source';
  const name = [count, layout, form, view, ...missing, 'r', ...resized].join('-');
  const file = join(bench.folder, `${name}.gz`);
  if (existsSync(file)) return file;
  bench.say(`  making a manifest of ${count} rows`);
  const damage = [
    ...missing.map((index) => `--missing=${index}`),
    ...resized.map((index) => `--resized=${index}`),
  ];
  const program = [process.execPath, bench.worker('write-manifest')] as const;
  const options = [`--file=${file}`, `--count=${count}`, `--layout=${layout}`, `--form=${form}`];
  if (gateway) options.push('--gateway');
  await make(bench, [...program, ...options, ...damage]);
  return file;
}

/** The parts of a manifest as a server leaves them, with an index of them, in `folder`. */
export async function writeParts(bench: Bench, folder: string, count: number): Promise<void> {
  bench.say(`  making the parts of a manifest of ${count} rows`);
  await make(bench, [process.execPath, bench.worker('write-parts'), folder, String(count)]);
}

/** A real tree of `count` entries, as a folder. */
export async function treeFolder(bench: Bench, count: number): Promise<string> {
  const folder = join(bench.folder, `tree-${count}`);
  if (existsSync(folder)) return folder;
  bench.say(`  making ${count} files and folders`);
  await make(bench, [process.execPath, bench.worker('write-tree'), folder, String(count)]);
  return folder;
}

async function make(bench: Bench, argv: readonly [string, ...string[]]): Promise<void> {
  const messages = join(bench.folder, 'making');
  const { code } = await measure({ argv, output: '/dev/null', messages });
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${readFileSync(messages, 'utf8')}`);
}

/** Reads the one line of JSON that our programs write, and that it says what was to be found. */
export function reported(wanted: Readonly<Record<string, unknown>>): (output: string) => Reported {
  return (output) => {
    const said = JSON.parse(readFileSync(output, 'utf8')) as Reported & Record<string, unknown>;
    for (const [key, value] of Object.entries(wanted))
      if (said[key] !== value)
        throw new Error(`expected ${key} ${String(value)}, got ${JSON.stringify(said)}`);
    return said;
  };
}

/** A side that is a program of the bench itself. */
export function ownSide(
  name: string,
  argv: readonly [string, ...string[]],
  rest: { readonly env?: Readonly<Record<string, string>>; readonly wanted: object },
): Side {
  return {
    name,
    command: { argv: [process.execPath, ...argv], ...(rest.env && { env: rest.env }) },
    read: reported({ ...rest.wanted }),
  };
}

/** How many lines a peer has written. */
export function countLines(output: string): number {
  const bytes = readFileSync(output);
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
