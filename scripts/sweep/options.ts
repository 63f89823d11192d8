// The command line of the sweep.
import { readArguments } from '../command-line.ts';
import { KINDS } from './points.ts';
import type { Kind } from './points.ts';

export interface Options {
  readonly seed: number;
  /** Only trials whose name holds it. */
  readonly only: string;
  /** So many trials, drawn by the seed; undefined: all. */
  readonly random: number | undefined;
  /** No trial begins later than so many seconds after the first. */
  readonly seconds: number | undefined;
  /** What was safe with the same bundles and documents is not played again. */
  readonly resume: boolean;
  /** Only what is not in the list of what was swept. */
  readonly unswept: boolean;
  /** The second attempt is played for every trial, also where the same world was seen before. */
  readonly every: boolean;
  readonly list: boolean;
  readonly servers: readonly number[];
  readonly kinds: readonly Kind[];
  /** How many trials are played beside each other. */
  readonly jobs: number;
}

/** Reads the arguments; undefined when only the usage was asked for. Throws what is wrong, in one sentence. */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = readArguments({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      random: { type: 'string' },
      seconds: { type: 'string' },
      servers: { type: 'string', default: '1' },
      kinds: { type: 'string', default: KINDS.join(',') },
      jobs: { type: 'string', default: '2' },
      resume: { type: 'boolean', default: false },
      unswept: { type: 'boolean', default: false },
      every: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { only, resume, unswept, every, list, random, seconds } = values;
  return {
    ...{ only, resume, unswept, every, list },
    seed: number('--seed', values.seed, [0, 4_294_967_295]),
    random: random === undefined ? undefined : number('--random', random, [1, 100_000]),
    seconds: seconds === undefined ? undefined : number('--seconds', seconds, [1, 1_000_000]),
    jobs: number('--jobs', values.jobs, [1, 64]),
    servers: values.servers.split(',').map((text) => number('--servers', text, [1, 3])),
    kinds: values.kinds.split(',').map(kind),
  };
}

function number(
  name: string,
  text: string,
  [least, most]: readonly [least: number, most: number],
): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most))
    throw new Error(`${name}: expected a whole number from ${least} to ${most}, got '${text}'`);
  return value;
}

function kind(text: string): Kind {
  const found = KINDS.find((one) => one === text);
  if (found === undefined)
    throw new Error(`--kinds: expected some of ${KINDS.join(',')}, got '${text}'`);
  return found;
}
