// Event patterns of EventBridge, as far as rules for the gateway's events use them.

export type Matches = 'yes' | 'no' | 'unknown';

/** By member of an event, its values; members of `detail` as `detail.name`. */
export type EventMembers = Readonly<Record<string, readonly string[]>>;

/**
 * Whether a pattern (JSON) lets an event with these members through. A member that the pattern does not name may have
 * any value. What this code does not know (`anything-but`, `$or`, other members) never counts as a match.
 */
export function matchesPattern(pattern: string, event: EventMembers): Matches {
  let parsed: unknown;
  try {
    parsed = JSON.parse(pattern);
  } catch {
    return 'unknown';
  }
  return worst(members(parsed, '').map(([name, wanted]) => matchesMember(event[name], wanted)));
}

/** The members of a pattern with their lists of values, those of objects by their path. */
function members(pattern: unknown, path: string): (readonly [name: string, wanted: unknown])[] {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    return [[path, pattern]];
  return Object.entries(pattern).flatMap(([name, inner]) =>
    members(inner, path === '' ? name : `${path}.${name}`),
  );
}

function matchesMember(values: readonly string[] | undefined, wanted: unknown): Matches {
  if (values === undefined || !Array.isArray(wanted)) return 'unknown';
  const single = wanted.map((one: unknown) => matchesValue(values, one));
  if (single.includes('yes')) return 'yes';
  return single.includes('unknown') ? 'unknown' : 'no';
}

function matchesValue(values: readonly string[], wanted: unknown): Matches {
  if (typeof wanted === 'string') return values.includes(wanted) ? 'yes' : 'no';
  const { prefix, ...rest } = (wanted ?? {}) as { readonly prefix?: unknown };
  if (typeof prefix !== 'string' || Object.keys(rest).length > 0) return 'unknown';
  return values.some((value) => value.startsWith(prefix)) ? 'yes' : 'no';
}

function worst(all: readonly Matches[]): Matches {
  if (all.includes('no')) return 'no';
  return all.includes('unknown') ? 'unknown' : 'yes';
}
