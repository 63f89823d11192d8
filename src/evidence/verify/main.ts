// node verify-evidence.mjs [--digest SHA-256] evidence.json|FOLDER: 0 consistent, 1 something fails, 2 nothing was judged.
import { parseArgs } from 'node:util';
import { anchorsOf } from './anchors.ts';
import type { Anchors } from './anchors.ts';
import { chainsOf } from '../chain.ts';
import { checkPlaces } from './check-folder.ts';
import type { Whole } from './check-folder.ts';
import { safe } from './fault.ts';
import { readPlaces, Unreadable } from './read-places.ts';

const USAGE = 'node verify-evidence.mjs [--digest SHA-256] evidence.json|FOLDER';
const MOST_LINES = 50;

interface Asked {
  readonly path: string;
  readonly digest: string | undefined;
}

function asked(args: readonly string[]): Asked {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { digest: { type: 'string' } },
    });
    const [path, more] = positionals;
    const { digest } = values;
    if (path !== undefined && more === undefined && /^[0-9a-f]{64}$/.test(digest ?? '0'.repeat(64)))
      return { path, digest };
  } catch {
    // The error below says the same of an option that is unknown.
  }
  throw new Unreadable(`expected: ${USAGE}; got: ${args.join(' ') || 'nothing'}`);
}

function linesOf(
  { evidence, faults, notes, records }: Whole,
  anchors: Anchors | undefined,
): string[] {
  const all = [...faults, ...(anchors?.faults ?? [])];
  const chains = chainsOf(records).length;
  const head =
    evidence === undefined
      ? `${records.length} records`
      : `run ${evidence.run}, attempt ${evidence.attempt}: ${records.length} records in ${chains} chains, digest ${evidence.digest}`;
  return [
    head,
    ...cut(all.map(({ says, where }) => `FAILS  ${where}: ${says}`)),
    ...cut(notes.map((note) => `note   ${note}`)),
    ...(anchors?.lines ?? []).map((line) => `anchor ${line}`),
    all.length > 0
      ? `NOT CONSISTENT: ${all.length} ${all.length === 1 ? 'fault' : 'faults'}`
      : anchors?.anchored === true
        ? 'consistent, anchored'
        : 'consistent, not anchored',
  ];
}

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];

function verify(args: readonly string[]): {
  readonly lines: readonly string[];
  readonly status: number;
} {
  const { digest, path } = asked(args);
  const places = readPlaces(path);
  const whole = checkPlaces(places);
  const { evidence, faults } = whole;
  const anchors = evidence && anchorsOf(evidence, { digest, journal: places.journal });
  const failed = faults.length + (anchors?.faults.length ?? 0) > 0;
  return { lines: linesOf(whole, anchors), status: failed ? 1 : 0 };
}

try {
  const { lines, status } = verify(process.argv.slice(2));
  process.stdout.write(`${lines.map(safe).join('\n')}\n`);
  process.exitCode = status;
} catch (thrown) {
  const says =
    thrown instanceof Unreadable ? thrown.message : `this program failed: ${String(thrown)}`;
  process.stderr.write(`${safe(says)}\n`);
  process.exitCode = 2;
}
