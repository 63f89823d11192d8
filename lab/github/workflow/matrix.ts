// The legs of a job's matrix, in GitHub's order: the product of the vectors, less `exclude`, with `include`.
import type { Json } from './expressions.ts';
import { asText } from './expressions.ts';
import { isMap } from '../stand-ins/tokens.ts';

export interface Leg {
  /** The values of this leg; null for a job without a matrix. */
  readonly matrix: Readonly<Record<string, Json>> | null;
  readonly strategy: Readonly<Record<string, Json>>;
  /** ` (a, b)`, as it stands after the job's name; empty without a matrix. */
  readonly suffix: string;
}

type Row = Readonly<Record<string, Json>>;

const LIMIT = 256;

/** Expands an evaluated `strategy`. */
export function legsOf(strategy: Json): readonly Leg[] {
  const given = isMap(strategy) ? strategy : {};
  const matrix = given.matrix ?? null;
  const rows = matrix === null ? [null] : expand(matrix);
  return rows.map((row, index) => ({
    matrix: row,
    strategy: {
      'fail-fast': given['fail-fast'] ?? true,
      'job-index': index,
      'job-total': rows.length,
      'max-parallel': given['max-parallel'] ?? rows.length,
    },
    suffix: row === null ? '' : ` (${Object.values(row).flatMap(leaves).join(', ')})`,
  }));
}

function expand(matrix: Json): readonly Row[] {
  if (!isMap(matrix)) throw new Error('matrix: expected a map of lists');
  const { include = [], exclude = [], ...vectors } = matrix;
  const product = Object.entries(vectors).reduce<readonly Row[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => listOf(name, values).map((v) => ({ ...row, [name]: v }))),
    [{}],
  );
  const kept = product.filter(
    (row) =>
      Object.keys(row).length > 0 && !rowsOf('exclude', exclude).some((one) => covers(row, one)),
  );
  const rows = withIncludes(kept, rowsOf('include', include), Object.keys(vectors));
  if (rows.length === 0) throw new Error('Matrix must define at least one vector');
  if (rows.length > LIMIT) throw new Error(`matrix: ${rows.length} jobs, ${LIMIT} are allowed`);
  return rows;
}

/** An entry goes into every row whose original values it does not change; into none, and it is a row of its own. */
function withIncludes(
  rows: readonly Row[],
  include: readonly Row[],
  keys: readonly string[],
): readonly Row[] {
  let result = [...rows];
  const added: Row[] = [];
  for (const entry of include) {
    const fits = result.map((_, i) =>
      keys.every((key) => !(key in entry) || same(rows[i]?.[key], entry[key])),
    );
    if (fits.includes(true))
      result = result.map((row, i) => (fits[i] ? { ...row, ...entry } : row));
    else added.push(entry);
  }
  return [...result, ...added];
}

const covers = (row: Row, pattern: Row): boolean =>
  Object.entries(pattern).every(([key, value]) => same(row[key], value));
const same = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function listOf(name: string, value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`matrix.${name}: expected a list`);
  const list = value as readonly Json[];
  if (list.length === 0) throw new Error(`Matrix vector '${name}' does not contain any values`);
  return list;
}

function rowsOf(name: string, value: Json): readonly Row[] {
  if (!Array.isArray(value)) throw new Error(`matrix.${name}: expected a list`);
  return (value as readonly Json[]).filter(isMap);
}

function leaves(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(leaves);
  if (isMap(value)) return Object.values(value).flatMap(leaves);
  return [asText(value)];
}
