// The differences, one line per path, and the first of them for people.
import { code, plain } from '../core/markdown.ts';
import { Gathered } from './byte-sink.ts';
import type { ByteSink } from './byte-sink.ts';
import type { Judgement, PathVerdict } from './judgement.ts';
import type { RowCursor } from './row-cursor.ts';
import { visiblePath } from './visible-path.ts';

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
const HARMLESS: ReadonlySet<DifferenceVerdict> = new Set(['tolerated', 'accepted', 'allowed']);
const KEPT = 50;

/** Takes what differs, in order; `flush` writes the lines. Only the first few are kept. */
export class Differences {
  readonly kept: Difference[] = [];
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

  addPath(
    path: Uint8Array,
    judgement: Omit<Judgement, 'verdict' | 'attributes'> & { readonly verdict: DifferenceVerdict },
  ): void {
    const { verdict, symbols, details, lostBy } = judgement;
    if (UNLISTED.has(verdict)) return;
    const harmless = HARMLESS.has(verdict);
    if (!harmless) this.total += 1;
    const keep = !harmless && this.kept.length < KEPT;
    if (this.#sink === undefined && !keep) return;
    const difference = {
      verdict,
      symbols: symbols.padEnd(this.#layers, '.'),
      path: visiblePath(path),
      details,
      ...(lostBy === undefined ? {} : { lostBy }),
    };
    if (keep) this.kept.push(difference);
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

/** What the symbols of a line mean, as the first lines of the file. */
export const differencesHead = (report: boolean): string =>
  `# Symbols: source, bucket, gateway${report ? ", DataSync's report" : ''}. = as the source, - not there, + there without a source, * differs,\n` +
  '# ! cannot be read, ? not known, . not looked at. Then: verdict, path, what is known. Escapes: \\n \\xff \\u{202e}\n' +
  (report
    ? "# Of DataSync's report: = no failure, ! failed or not transferred, - not in the report.\n"
    : '');

/** The kept differences as Markdown, grouped by folder. */
export function differencesMarkdown(kept: readonly Difference[], total: number): string {
  if (total === 0) return '';
  const groups = Map.groupBy(kept, ({ path }) => folderOf(path));
  const tables = Array.from(groups, ([folder, some]) =>
    [
      code(folder === '' ? '/' : folder),
      '',
      '| layers | verdict | name | |',
      '|---|---|---|---|',
      ...some.map(
        ({ symbols, verdict, path, details, lostBy }) =>
          `| ${code(symbols)} | ${verdict} | ${code(path.slice(folder.length))} | ${plain(
            [...details, ...(lostBy === undefined ? [] : [`lost by the ${lostBy}`])].join('; '),
          )} |`,
      ),
    ].join('\n'),
  );
  const more =
    total > kept.length ? [`${total - kept.length} more are in the file of differences.`] : [];
  return [...tables, ...more].join('\n\n');
}

/** The folder that a path lies in; a folder itself lies in the one above it. */
const folderOf = (path: string): string =>
  path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
