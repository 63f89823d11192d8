// The inputs of an action: each parsed once, strictly, before anything else is loaded.

import { getInput } from '@actions/core';
import { CutoverError } from '../core/errors.ts';
import { parseDuration } from '../core/values/duration.ts';

/**
 * Parses the text of one input (`''` when not given), white space around it as it came: a file's name may begin or
 * end with it, everything else is trimmed. Throws a CutoverError `bad-input` that names the input.
 */
export type Reader<T> = (name: string, text: string) => T;

export type Inputs<S extends Readonly<Record<string, Reader<unknown>>>> = {
  readonly [K in keyof S]: ReturnType<S[K]>;
};

/** Reads every input of `spec` as the runner hands it over. */
export function readInputs<S extends Readonly<Record<string, Reader<unknown>>>>(
  spec: S,
): Inputs<S> {
  return Object.fromEntries(
    Object.entries(spec).map(([name, read]) => [
      name,
      read(name, getInput(name, { trimWhitespace: false })),
    ]),
  ) as Inputs<S>;
}

/** A text that `pattern` matches whole; `says` is the allowed form in words. */
export function text(pattern: RegExp, says: string): Reader<string> {
  return trimmed(exactText(pattern, says));
}

/** As `text`, but with the white space around it. */
export function exactText(pattern: RegExp, says: string): Reader<string> {
  return (name, value) => (pattern.test(value) ? value : bad(name, says, value));
}

/** As `text`, or undefined when nothing is given. */
export function optionalText(pattern: RegExp, says: string): Reader<string | undefined> {
  const given = text(pattern, says);
  return trimmed((name, value) => (value === '' ? undefined : given(name, value)));
}

/** One of `values`. */
export function choice<const T extends string>(...values: readonly T[]): Reader<T> {
  return trimmed(
    (name, value) =>
      values.find((known) => known === value) ?? bad(name, `one of ${values.join(', ')}`, value),
  );
}

/** `true` or `false`, as YAML 1.2 writes them. */
export const flag: Reader<boolean> = trimmed((name, value) =>
  value === 'true' ? true : value === 'false' ? false : bad(name, 'true or false', value),
);

/** A whole number of bytes. */
export const bytes: Reader<number> = trimmed((name, value) =>
  /^(0|[1-9][0-9]{0,14})$/.test(value)
    ? Number(value)
    : bad(name, 'a whole number of bytes', value),
);

/** As `bytes`, or undefined when nothing is given. */
export const optionalBytes: Reader<number | undefined> = (name, value) =>
  value.trim() === '' ? undefined : bytes(name, value);

/** A whole number, or undefined when nothing is given. */
export const optionalCount: Reader<number | undefined> = trimmed((name, value) =>
  value === ''
    ? undefined
    : /^(0|[1-9][0-9]{0,14})$/.test(value)
      ? Number(value)
      : bad(name, 'a whole number', value),
);

/** `<job>=<result>` with spaces between, as a workflow writes `needs.<job>.result`; the results by job. */
export const jobResults: Reader<ReadonlyMap<string, string>> = trimmed((name, value) => {
  const pairs = value
    .split(/\s+/)
    .map((pair) => /^([\w-]+)=(success|failure|cancelled|skipped)$/.exec(pair));
  const found = pairs.flatMap((pair) =>
    pair === null ? [] : [[pair[1] ?? '', pair[2] ?? ''] as const],
  );
  return found.length === pairs.length
    ? new Map(found)
    : bad(name, 'jobs with their results, such as plan=success sync=skipped', value);
});

/** `90s`, `30m` or `6h`, in milliseconds. */
export const duration: Reader<number> = trimmed(
  (name, value) =>
    parseDuration(value) ?? bad(name, 'a length of time such as 90s, 30m or 6h', value),
);

/** A time in ISO 8601 with its zone, as milliseconds since the epoch, or undefined when nothing is given. */
export const optionalTime: Reader<number | undefined> = trimmed((name, value) => {
  if (value === '') return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? bad(name, 'a time such as 2026-11-22T01:02:03Z', value) : time;
});

/** A SHA-256 in lower-case hex. */
export const sha256 = text(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case');

/** As `sha256`, or undefined when nothing is given. */
export const optionalSha256: Reader<string | undefined> = (name, value) =>
  value.trim() === '' ? undefined : sha256(name, value);

/** An absolute path on the runner, or undefined when nothing is given. */
export const optionalFolder: Reader<string | undefined> = optionalText(
  /^\/[^\p{Cc}]{1,4000}$/u,
  'an absolute path on the runner',
);

/** A path below a mount: relative, without `..` and without control characters. */
export const relativePath: Reader<string> = (name, value) =>
  BELOW.test(value)
    ? value
    : bad(name, 'a path below the mount, without "..", "//" or "/" at an end', value);

const BELOW = /^(?!\/)(?!(.*\/)?\.{1,2}(\/|$))(?!.*\/\/)(?!.*\/$)[^\p{Cc}]{1,1024}$/u;

/** As `relativePath`, or undefined when nothing is given. */
export const optionalPath: Reader<string | undefined> = (name, value) =>
  value === '' ? undefined : relativePath(name, value);

function trimmed<T>(read: Reader<T>): Reader<T> {
  return (name, value) => read(name, value.trim());
}

function bad(name: string, expected: string, got: string): never {
  throw new CutoverError('bad-input', {
    what: `input ${name}`,
    expected,
    got: got === '' ? 'nothing' : JSON.stringify(got.slice(0, 200)),
    cure: `correct "${name}" under "with:" in the workflow`,
  });
}

// The one input that all actions share: which runbook.

const RUNBOOK = /^runbooks\/[a-z0-9][a-z0-9-]{0,99}\.yml$/;

/**
 * `runbooks/<name>.yml`: nothing outside that folder can be run. Not trimmed: the workflow's concurrency group is made
 * of this very text, and another spelling of the same runbook would be another group.
 */
export const runbookInput = exactText(RUNBOOK, 'a runbook of this repository, runbooks/<name>.yml');

/** Whether a file of the repository could be given as that input. */
export const isRunbook = (file: string): boolean => RUNBOOK.test(file);
