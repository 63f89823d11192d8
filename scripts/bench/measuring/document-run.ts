// Scripts of documents as the agent would run them, on this machine and with a folder for a mount.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MOST_PART_BYTES } from '../../../src/core/document-limits.ts';
import { documentTexts } from '../../build/document-texts.ts';
import type { Side } from '../benchmark.ts';

const TEMPLATE = join(import.meta.dirname, '..', '..', '..', 'infra', 'documents.yml');

/** What the script asks of a server that this machine is not: a mount, and the right to become the manifest's user. */
const TOOLS = {
  findmnt: '#!/bin/sh\necho "$BENCH_TREE 0:61 nfs4 bench:/tree ro ro"\n',
  setpriv: '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n',
};

export interface DocumentRun {
  /** Where the script, its tools and its spool go. */
  readonly folder: string;
  readonly tree: string;
  readonly finds: number;
  readonly wanted: number;
}

/** The side that lists `tree` with the document itself; it must find `wanted` rows. */
export function documentSide({ folder, tree, finds, wanted }: DocumentRun): Side {
  const place = join(folder, `document-${finds}`);
  const tools = join(place, 'tools');
  mkdirSync(tools, { recursive: true });
  for (const [name, text] of Object.entries(TOOLS)) {
    writeFileSync(join(tools, name), text);
    chmodSync(join(tools, name), 0o755);
  }
  const script = join(place, 'script.sh');
  writeFileSync(script, filledDocument('list-tree', parameters(place, tree, finds)));
  return {
    name: `list-tree, ${finds} ${finds === 1 ? 'find' : 'finds'}`,
    command: {
      argv: ['sh', script],
      env: { PATH: `${tools}:${process.env.PATH ?? ''}`, BENCH_TREE: inTable(tree) },
      cwd: place,
    },
    read: (output) => {
      const rows = /^@rows=(.*)$/m.exec(readFileSync(output, 'utf8'))?.[1] ?? '';
      const found = Number(Buffer.from(rows, 'base64').toString());
      if (found !== wanted) throw new Error(`list-tree: expected ${wanted} rows, got ${found}`);
      return { objects: found };
    },
  };
}

/** A path as findmnt -r writes it. */
const inTable = (path: string): string =>
  path.replaceAll(/[^!-~]|\\/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);

function parameters(place: string, tree: string, finds: number): Record<string, string> {
  return {
    MountPath: tree,
    Label: 'source',
    ManifestUser: userInfo().username,
    ManifestGroup: String(userInfo().gid),
    Fresh: 'yes',
    Finds: String(finds),
    PartBytes: String(MOST_PART_BYTES),
    LimitSeconds: '3600',
    Run: 'bench',
    StatePath: join(place, 'state'),
  };
}

/** The script of a document with its parameters put in, as the agent does it. */
export function filledDocument(name: string, values: Readonly<Record<string, string>>): string {
  const document = documentTexts(readFileSync(TEMPLATE, 'utf8'))[name] ?? '';
  const { mainSteps } = parse(document) as {
    mainSteps: { inputs: { runCommand: string[] } }[];
  };
  const script = mainSteps.flatMap(({ inputs }) => inputs.runCommand).join('\n');
  return script.replaceAll(/\{\{ (\w+) \}\}/g, (_, parameter: string) =>
    Buffer.from(values[parameter] ?? '').toString('base64'),
  );
}
