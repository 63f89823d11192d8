// The fourth layer: what DataSync's own report says of a path, put to what the other layers show of it.
import type { Judgement, LayerSymbol, PathVerdict } from '../judging/judgement.ts';
import {
  ANY_FAILED,
  DELETED,
  FAILED_BITS,
  SKIPPED,
  TRANSFERRED,
  VERIFIED,
} from './report-entry.ts';
import { reportBits, reportCode } from './report-rows.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { visiblePath } from '../paths/visible-path.ts';

const PHASES = [
  [TRANSFERRED, 'TRANSFER'],
  [SKIPPED, 'SKIP'],
  [VERIFIED, 'VERIFY'],
  [DELETED, 'DELETE'],
] as const;

/** A pass of these cannot stand beside a failure that DataSync reports; reading the object settles it no better. */
const DISPUTED: ReadonlySet<PathVerdict> = new Set(['same', 'to-read']);

/**
 * The judgement with the report's word on the path. What failed is never the same silently; what is missing says
 * where DataSync lost it. `all`: the report lists successes too, so that a path without a row was not looked at.
 */
export function withReport(
  judgement: Judgement,
  row: RowCursor | undefined,
  all: boolean,
): Judgement {
  const bits = row === undefined ? 0 : reportBits(row);
  if (row !== undefined && (bits & ANY_FAILED) !== 0) return failed(judgement, row, bits);
  if (judgement.verdict !== 'missing')
    return judgement.symbols === '' ? judgement : shownWith(judgement, symbolOf(row, '=', all));
  const lost = missing(judgement, bits, all);
  if (lost === undefined) return judgement;
  return shownWith(lost, symbolOf(row, bits & TRANSFERRED ? '=' : '!', all));
}

/** What the report says alone, of a path that no other layer has; undefined where nothing of it failed. */
export function reportAlone(row: RowCursor): Judgement | undefined {
  const judgement = reportedFailure(row);
  return (
    judgement && {
      ...judgement,
      details: [...judgement.details, 'no list of this comparison has the path'],
    }
  );
}

/** What the report says where nothing else was looked at; undefined where nothing of the path failed. */
export function reportedFailure(row: RowCursor): Judgement | undefined {
  const bits = reportBits(row);
  return (bits & ANY_FAILED) === 0
    ? undefined
    : { verdict: 'unproven', symbols: '...!', attributes: [], details: wordsOf(row, bits) };
}

function failed(judgement: Judgement, row: RowCursor, bits: number): Judgement {
  const { verdict, symbols, details } = judgement;
  // Outside of what the task transfers its report is of no concern.
  if (verdict === 'filtered') return judgement;
  const words = [...details, ...wordsOf(row, bits)];
  const shown = `${symbols === '' ? '==.' : symbols}!`;
  if (DISPUTED.has(verdict))
    return { verdict: 'unproven', symbols: shown, attributes: [], details: words };
  return {
    ...judgement,
    symbols: shown,
    details: words,
    ...(verdict === 'missing' && { lostBy: 'transfer' as const }),
  };
}

const wordsOf = (row: RowCursor, bits: number): string[] =>
  PHASES.filter(([bit]) => bits & (bit << FAILED_BITS)).map(
    ([, name]) => `DataSync's report: ${name} failed, ${visiblePath(Buffer.from(reportCode(row)))}`,
  );

/** Where a path was lost that failed nowhere. */
function missing(judgement: Judgement, bits: number, all: boolean): Judgement | undefined {
  const { details } = judgement;
  const says = (text: string): string[] => [...details, `DataSync's report: ${text}`];
  // The gateway alone does not show it: DataSync has done its part.
  if (judgement.lostBy === 'gateway') return undefined;
  if (bits & TRANSFERRED)
    return {
      ...judgement,
      details: says('transferred, but it is not in the bucket'),
      lostBy: 'bucket',
    };
  if (bits & SKIPPED) return { ...judgement, details: says('skipped') };
  if (bits & DELETED) return { ...judgement, details: says('deleted') };
  return all ? { ...judgement, details: says('not listed by DataSync') } : undefined;
}

/** Without a row nothing is known, unless the report would have had one. */
const symbolOf = (row: RowCursor | undefined, symbol: LayerSymbol, all: boolean): LayerSymbol =>
  row !== undefined ? symbol : all ? '-' : '.';

const shownWith = (judgement: Judgement, symbol: LayerSymbol): Judgement => ({
  ...judgement,
  symbols: judgement.symbols + symbol,
});
