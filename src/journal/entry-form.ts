// What the members of an entry must be. The bucket's text is not trusted: whatever is unknown or missing is a fault.
import type { Entry } from './entry.ts';
import { STATES } from './states.ts';

/** A member's test, and what it expects in words. */
type Rule = readonly [fits: (value: unknown) => boolean, expected: string];

const isText = (value: unknown): value is string => typeof value === 'string';
const text = (form: RegExp, expected: string): Rule => [
  (value) => isText(value) && form.test(value),
  expected,
];
const count: Rule = [
  (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  'a whole number from 1',
];
const fromZero: Rule = [
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'a whole number from 0',
];
// A control character in a name could hide what a terminal shows.
const words = text(/^[^\p{Cc}]{1,2048}$/u, 'text of one line');
const hex = (digits: number): Rule =>
  text(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} hexadecimal digits`);
const time: Rule = [
  (value) =>
    isText(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(Date.parse(value)).toISOString() === value,
  'a time such as 2026-11-30T02:00:00.000Z',
];
const state: Rule = [(value) => STATES.some((one) => one === value), `one of ${STATES.join(', ')}`];
const orNull = ([fits, expected]: Rule): Rule => [
  (value) => value === null || fits(value),
  `${expected}, or null`,
];
const object = (members: Readonly<Record<string, Rule>>): Rule => [
  (value) => firstFault(value, members) === undefined,
  `an object with ${Object.keys(members).join(', ')}`,
];
const either = (one: Rule, other: Rule): Rule => [
  (value) => one[0](value) || other[0](value),
  `${one[1]}, or ${other[1]}`,
];

const CARRIED = object({
  ...{ count: fromZero, conflicts: fromZero, left: fromZero },
  digest: hex(64),
});

const ids: Rule = [
  (value) => Array.isArray(value) && value.length > 0 && value.every((one) => words[0](one)),
  'the ids of servers',
];

const [isDetached] = object({ server: words, boot: words });
const boots: Rule = [
  (value) => Array.isArray(value) && value.length > 0 && value.every(isDetached),
  'servers, each with its boot',
];

/** Members that a part of the entries has, and no entry of earlier versions. */
const OPTIONAL: readonly string[] = ['split', 'detached'] satisfies readonly (keyof Entry)[];

const FORM: Readonly<Record<keyof Entry, Rule>> = {
  format: [(value) => value === 1, '1, the one format that this version reads'],
  sequence: count,
  nonce: hex(32),
  before: hex(64),
  at: time,
  share: text(/^arn:[\x21-\x7e]{1,500}$/, 'the ARN of a share'),
  repository: text(/^([A-Za-z0-9._-]+\/[A-Za-z0-9._-]+|local)$/, 'OWNER/NAME'),
  runbook: words,
  migration: hex(12),
  round: count,
  state,
  intent: orNull(state),
  epoch: count,
  epochNonce: hex(32),
  owner: object({
    run: text(/^[0-9]{1,20}$/, 'the id of a run'),
    attempt: count,
    job: text(/^[A-Za-z0-9_-]{1,100}$/, 'the id of a job'),
    jobId: orNull(text(/^[0-9]{1,20}$/, 'the id of a job in the API')),
    link: orNull(text(/^https?:\/\/[\x21-\x7e]{1,500}$/, 'a link')),
  }),
  leaseEnd: time,
  mounts: object({ source: words, gateway: words }),
  servers: ids,
  task: words,
  export: words,
  schedule: orNull(words),
  readOnly: orNull([(value) => typeof value === 'boolean', 'true or false']),
  proven: orNull(object({ at: time, digest: hex(64) })),
  approved: orNull(object({ sequence: count, digest: hex(64) })),
  serversKnow: fromZero,
  split: ids,
  detached: boots,
  written: orNull(
    either(
      either(
        object({ count: fromZero, digest: hex(64) }),
        object({ count: fromZero, digest: hex(64), carried: CARRIED }),
      ),
      object({ since: time, why: words }),
    ),
  ),
  settled: orNull(
    object({
      decision: text(/^(source|gateway|both)$/, 'source, gateway or both'),
      by: words,
      ticket: words,
      reason: words,
    }),
  ),
};

/** How a value is not what it should be. */
export interface Fault {
  readonly expected: string;
  readonly got: string;
}

/** The first member of an entry that is missing, unknown or of another form; undefined where all are right. */
export const entryFault = (value: unknown): Fault | undefined => firstFault(value, FORM);

function firstFault(value: unknown, members: Readonly<Record<string, Rule>>): Fault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { expected: 'an object', got: shown(value) };
  const given = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(members, name)) return { expected: 'only known members', got: shown(name) };
  for (const [name, [fits, expected]] of Object.entries(members))
    if (!Object.hasOwn(given, name)) {
      if (!OPTIONAL.includes(name)) return { expected: `${name}: ${expected}`, got: 'nothing' };
    } else if (!fits(given[name]))
      return { expected: `${name}: ${expected}`, got: shown(given[name]) };
  return undefined;
}

/** A value on one line, cut, without anything that a terminal obeys. */
export const shown = (value: unknown): string =>
  JSON.stringify(value)
    .slice(0, 80)
    // JSON keeps C1 controls and marks of direction as they are, and a terminal obeys them.
    .replaceAll(/[^\x20-\x7e]/g, '?');
