// The calibration folder: known files at the source, what a layer shows of them, and the rule that follows.
import { strictestRule, differingAttributes, fileAttributes, NATURAL } from './compare-rule.ts';
import type { AttributeRule, CompareRule, FileAttributes, TimeDigits } from './compare-rule.ts';
import { END, MORE, RowCursor } from '../rows/row-cursor.ts';

export type CalibratedLayer = keyof typeof NATURAL;

/** One path of the folder as the source has it, and as the layer shows it. */
export interface CalibrationPair {
  /** Relative to the folder; '' for the folder itself. */
  readonly path: string;
  readonly source: FileAttributes;
  /** Undefined: not there. `problem`: there, but it does not say what is needed. */
  readonly shown: FileAttributes | { readonly problem: string } | undefined;
}

export interface Calibration {
  readonly rule: CompareRule;
  /** Why the layer is not proven; empty for a calibration that holds. */
  readonly problems: readonly string[];
  /** Whether the layer shows a time before 1970. Files with such a time are named one by one where it does not. */
  readonly early: boolean;
}

/** Without these at the source there is no calibration. */
const NEEDED = ['', 'file'];

/** The file from before 1970. Most trees have none, so its time alone is no reason to trust no layer. */
const EARLY = 'old';

/**
 * The strictest rule by which the layer shows the folder as the source has it. What no rule explains, or only one
 * that is looser than the layer's nature, is a problem in words.
 */
export function calibrateLayer(
  layer: CalibratedLayer,
  pairs: readonly CalibrationPair[],
): Calibration {
  const natural = NATURAL[layer];
  const problems = [
    ...NEEDED.filter((path) => !pairs.some((pair) => pair.path === path)).map(
      (path) => `${nameOf(path)} is not in the source's manifest`,
    ),
    ...pairs.flatMap((pair) => problemsOf(pair, layer)),
  ];
  const early = pairs.every(
    ({ path, source, shown }) =>
      path !== EARLY ||
      shown === undefined ||
      'problem' in shown ||
      keepsTime(source, shown, natural),
  );
  if (problems.length > 0) return { rule: natural, problems, early };
  const shown = pairs.flatMap((pair) =>
    pair.shown === undefined || 'problem' in pair.shown || (pair.path === EARLY && !early)
      ? []
      : [{ source: pair.source, shown: pair.shown }],
  );
  return { rule: withSpecialBits(strictestRule(shown), natural), problems, early };
}

const keepsTime = (source: FileAttributes, shown: FileAttributes, rule: CompareRule): boolean =>
  !differingAttributes(source, shown, rule).includes('mtime');

/** Only the folders have setgid and sticky bits: a layer that drops them there drops all three everywhere. */
function withSpecialBits({ files, folders }: CompareRule, natural: CompareRule): CompareRule {
  const keeps = (folders.modeMask & TRIED_BITS) === TRIED_BITS;
  const masked = (rule: AttributeRule, least: AttributeRule): AttributeRule => ({
    ...rule,
    modeMask: keeps ? rule.modeMask : (rule.modeMask & ~SPECIAL_BITS) | least.modeMask,
  });
  return { files: masked(files, natural.files), folders: masked(folders, natural.folders) };
}

/** Set-user-id, set-group-id, sticky. */
const SPECIAL_BITS = 0o7000;
const TRIED_BITS = 0o3000;

function problemsOf({ path, source, shown }: CalibrationPair, layer: CalibratedLayer): string[] {
  const name = nameOf(path);
  if (shown === undefined) return [`${name} does not show`];
  if ('problem' in shown) return [`${name} ${shown.problem}`];
  const found: string[] = [];
  const differs = (what: string, expected: unknown, got: unknown): void => {
    found.push(`${name}: ${what} ${String(got)}, not ${String(expected)}`);
  };
  // A gateway shows a link as a small file.
  const asFile = layer === 'gateway' && source.type === 'l' && shown.type === 'f';
  if (source.type !== shown.type && !asFile) differs('type', source.type, shown.type);
  if (source.type !== 'd' && source.size !== shown.size) differs('size', source.size, shown.size);
  for (const attribute of differingAttributes(source, shown, NATURAL[layer])) {
    if (attribute === 'mode') differs('mode', source.mode.toString(8), shown.mode.toString(8));
    if (attribute === 'mtime' && path !== EARLY)
      differs('time', `${source.mtime}ns`, `${shown.mtime}ns`);
    if (attribute === 'owner')
      differs('owner', `${source.uid}:${source.gid}`, `${shown.uid}:${shown.gid}`);
  }
  return found;
}

const nameOf = (path: string): string =>
  path === '' ? 'the calibration folder' : `${path} of the calibration folder`;

/** What a rule compares, in words: `whole seconds, no setuid, setgid or sticky bits, …`. */
export function ruleInWords({ files, folders }: CompareRule): string {
  const bits = files.modeMask & folders.modeMask;
  const owner = files.owner && folders.owner;
  return [
    `${UNITS.get(files.mtimeDigits) ?? 'no times'}${folders.mtimeDigits === undefined ? ', no times of folders' : ''}`,
    bits === 0o7777
      ? 'all mode bits'
      : (bits & 0o777) === 0o777
        ? 'no setuid, setgid or sticky bits'
        : `of the mode bits only ${bits.toString(8)}`,
    owner ? 'owners' : 'no owners',
  ].join(', ');
}

const UNITS: ReadonlyMap<TimeDigits | undefined, string> = new Map([
  [9, 'nanoseconds'],
  [6, 'microseconds'],
  [3, 'milliseconds'],
  [0, 'whole seconds'],
]);

/**
 * What a sorted manifest says of `folder` (with a slash at its end) and all below, by path relative to it. Reads no
 * further than the folder.
 */
export async function rowsOfFolder(
  rows: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<ReadonlyMap<string, FileAttributes>> {
  const found = new Map<string, FileAttributes>();
  const wanted = Buffer.from(folder);
  const cursor = new RowCursor(rows, { name: 'the manifest' });
  try {
    for (;;) {
      const step = cursor.next();
      if (step === END) return found;
      if (step === MORE) {
        await cursor.fill();
        continue;
      }
      const path = Buffer.from(cursor.bytes.subarray(cursor.pathStart, cursor.pathEnd));
      const order = Buffer.compare(path.subarray(0, wanted.length), wanted);
      if (order > 0) return found;
      if (order === 0) found.set(relative(path.subarray(wanted.length)), fileAttributes(cursor));
    }
  } finally {
    await cursor.close();
  }
}

const relative = (path: Buffer): string => path.toString('utf8').replace(/\/$/, '');
