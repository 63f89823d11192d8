// What the command lines of the scripts have in common: a name that is not known is answered with the nearest one.
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { loadScenario, scenarioNames } from '../lab/faults/scenario.ts';
import type { Scenario } from '../lab/faults/scenario.ts';
import { nearest } from '../src/runbook/checks/misspelt.ts';

/** Reads arguments as `parseArgs` does. Throws one sentence; an unknown flag is told with the nearest known one. */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const { options = {} } = config;
  const shorts = Object.values(options).map(({ short }) => short);
  const { tokens = [] } = parseArgs({ ...config, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    if (!Object.hasOwn(options, name) && !shorts.includes(name))
      throw unknownName({
        what: 'options',
        name: rawName,
        known: Object.keys(options).map(asFlag),
      });
  }
  return parseArgs(config);
}

const asFlag = (name: string): string => `--${name}`;

/** The scenario of a name that somebody typed. */
export function scenarioNamed(name: string): Scenario {
  const known = scenarioNames();
  if (!known.includes(name)) throw unknownName({ what: 'scenario', name, known });
  return loadScenario(name);
}

export interface Unknown {
  /** What has the names, such as `--until`. */
  readonly what: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** The error for a name that is not among the known ones. */
export function unknownName({ what, name, known }: Unknown): Error {
  const meant = nearest(name, known);
  const cure = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new Error(`${what}: expected one of ${known.join(', ')}; got '${name}'${cure}`);
}
