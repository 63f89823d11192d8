// The command line of the bench.
import { parseArgs } from 'node:util';

export interface Options {
  /** The benchmarks that are wanted; empty: all. */
  readonly names: readonly string[];
  readonly size?: number;
  readonly rounds: number;
  readonly full: boolean;
  readonly write: boolean;
  /** A run of our side alone, where a benchmark has one. */
  readonly oursOnly: boolean;
  readonly folder?: string;
  /** A commit of the repository to compare with. */
  readonly against?: string;
}

/** Reads the arguments; undefined when only the usage was asked for. Throws what is wrong, in one sentence. */
export function readOptions(
  argv: readonly string[],
  known: readonly string[],
): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      size: { type: 'string' },
      rounds: { type: 'string', default: '2' },
      full: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      'ours-only': { type: 'boolean', default: false },
      folder: { type: 'string' },
      against: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  for (const name of positionals)
    if (!known.includes(name))
      throw new Error(`expected one of ${known.join(', ')}; got '${name}'`);
  return {
    names: positionals,
    rounds: count('--rounds', values.rounds, 1),
    full: values.full,
    write: values.write,
    oursOnly: values['ours-only'],
    ...(values.size === undefined ? {} : { size: count('--size', values.size, 100) }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
    ...(values.against === undefined ? {} : { against: values.against }),
  };
}

function count(name: string, text: string, least: number): number {
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : NaN;
  if (!(value >= least && value <= 100_000_000))
    throw new Error(`${name}: expected a whole number from ${least} on, got '${text}'`);
  return value;
}
