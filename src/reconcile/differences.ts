// The differences, one line per path, and the first of them for people.
import { code, plain } from '../core/text/markdown.ts';
import { Gathered } from './rows/rows-file.ts';
import type { ByteSink } from './rows/rows-file.ts';
import type { Judgement, PathVerdict } from './judging/judgement.ts';
import type { RowCursor } from './rows/row-cursor.ts';
import { visiblePath } from './paths/visible-path.ts';

export type DifferenceVerdict = PathVerdict | 'hidden';

export interface Difference {
  readonly verdict: DifferenceVerdict;
  readonly symbols: string;
  /** As `visiblePath` writes it. */
  readonly path: string;
  readonly details: readonly string[];
  readonly lostBy?: Judgement['lostBy'];
}

/** Said of too many paths, and no difference; what must be read is listed when it has been. */
const UNLISTED: ReadonlySet<DifferenceVerdict> = new Set(['same', 'filtered', 'to-read']);
/** Counted and listed in the file, but nothing that a person must act on. */
const HARMLESS: ReadonlySet<DifferenceVerdict> = new Set([
  'tolerated',
  'accepted',
  'allowed',
  'pruned',
]);
/** Fine up to a limit of the runbook: never shown in the place of something worse. */
const MILD: ReadonlySet<DifferenceVerdict> = new Set(['newer', 'to-remove']);
/** How many are kept for the record, with how many characters of paths, and how many of them a summary shows. */
const KEPT = 1000;
const KEPT_CHARACTERS = 500_000;
const SHOWN = 50;

/** Takes what differs, in order; `flush` writes the lines. Only the first few are kept. */
export class Differences {
  readonly #worst: Difference[] = [];
  readonly #mild: Difference[] = [];
  #room = KEPT_CHARACTERS;
  /** How many a person would have to look at, kept or not. */
  total = 0;
  readonly #lines = new Gathered();
  readonly #sink: ByteSink | undefined;
  readonly #layers: number;

  /** Each difference has a symbol for each of `layers`. */
  constructor(sink: ByteSink | undefined, layers = 3) {
    this.#sink = sink;
    this.#layers = layers;
  }

  add(row: RowCursor, judgement: Judgement): void {
    this.addPath(row.bytes.subarray(row.pathStart, row.pathEnd), judgement);
  }

  /** The first differences, those that are fine up to a limit last. */
  get kept(): readonly Difference[] {
    return [...this.#worst, ...this.#mild].slice(0, KEPT);
  }

  addPath(
    path: Uint8Array,
    judgement: Omit<Judgement, 'verdict' | 'attributes'> & { readonly verdict: DifferenceVerdict },
  ): void {
    const { verdict, symbols, details, lostBy } = judgement;
    if (UNLISTED.has(verdict)) return;
    const harmless = HARMLESS.has(verdict);
    if (!harmless) this.total += 1;
    const kept = MILD.has(verdict) ? this.#mild : this.#worst;
    const keep = !harmless && kept.length < KEPT && this.#room > 0;
    if (this.#sink === undefined && !keep) return;
    const difference = {
      verdict,
      symbols: symbols.padEnd(this.#layers, '.'),
      path: visiblePath(path),
      details,
      ...(lostBy === undefined ? {} : { lostBy }),
    };
    if (keep) {
      kept.push(difference);
      this.#room -= difference.path.length;
    }
    if (this.#sink !== undefined) this.#lines.addText(differenceLine(difference));
  }

  flush(): Promise<void> {
    return this.#lines.flush(this.#sink);
  }
}

/** `=-. missing<TAB>a/b.jpg<TAB>lost by the transfer`. A tab in a path is escaped. */
export function differenceLine({ verdict, symbols, path, details, lostBy }: Difference): string {
  const words = [...details, ...(lostBy === undefined ? [] : [`lost by the ${lostBy}`])];
  return `${symbols} ${verdict}\t${path}${words.length === 0 ? '' : `\t${words.join('; ')}`}\n`;
}

const LAYERS = ['source', 'bucket', 'gateway', 'task report'];
const SYMBOLS =
  '= as the source, - not there, + there without a source, * differs, ! cannot be read, ? not known, . not looked at';
const REPORT_SYMBOLS =
  'of the task report: = no failure, ! failed or not transferred, - not in the report';

/** What the symbols of a line mean, as the first lines of the file. */
export const differencesHead = (report: boolean): string =>
  [
    `Symbols: ${LAYERS.slice(0, report ? 4 : 3).join(', ')}.`,
    `${SYMBOLS}${report ? ';' : '.'}`,
    ...(report ? [`${REPORT_SYMBOLS}.`] : []),
    'Then: verdict, path, what is known. Escapes in paths: \\n \\xff \\u{202e}',
  ]
    .map((line) => `# ${line}\n`)
    .join('');

/** The first of the kept differences as Markdown, grouped by folder, with what their symbols mean; all of them are in `file`. */
export function differencesMarkdown(
  kept: readonly Difference[],
  total: number,
  file: string,
): string {
  if (total === 0) return '';
  const shown = kept.slice(0, SHOWN);
  const groups = Map.groupBy(shown, ({ path }) => folderOf(path));
  const tables = Array.from(groups, ([folder, some]) =>
    [
      code(folder === '' ? '/' : fitted(folder)),
      '',
      '| layers | verdict | name | what is known |',
      '|---|---|---|---|',
      ...some.map(
        ({ symbols, verdict, path, details, lostBy }) =>
          `| ${code(symbols)} | ${verdict} | ${code(fitted(path.slice(folder.length)))} | ${plain(
            [...details, ...(lostBy === undefined ? [] : [`lost by the ${lostBy}`])].join('; '),
          )} |`,
      ),
    ].join('\n'),
  );
  return [shownOf(shown.length, total, file), legend(shown), ...tables].join('\n\n');
}

const FITS = 100;

/** A name that would push all else out of its table, without its middle: the file of differences has it whole. */
function fitted(name: string): string {
  const chars = Array.from(name);
  return chars.length <= FITS
    ? name
    : `${chars.slice(0, FITS / 2).join('')} … ${chars.slice(-FITS / 4).join('')} (${chars.length} characters)`;
}

const shownOf = (shown: number, total: number, file: string): string =>
  total > shown
    ? `The first ${shown} of ${total} differences, by folder; all are in ${code(file)} in this job's records.`
    : `${total === 1 ? 'The difference' : `All ${total} differences`}, by folder; also in ${code(file)} in this job's records.`;

function legend(kept: readonly Difference[]): string {
  const layers = LAYERS.slice(0, Math.max(...kept.map(({ symbols }) => symbols.length)));
  const report = layers.length > 3 ? `; ${REPORT_SYMBOLS}` : '';
  const symbols = `${SYMBOLS}${report}`.replaceAll(/(?<=^|[,;:] )[=\-+*!?.](?= )/g, code);
  return `Layers: ${layers.join(', ')}; ${symbols}.`;
}

/** The folder that a path lies in; a folder itself lies in the one above it. */
const folderOf = (path: string): string =>
  path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
