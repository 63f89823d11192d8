// Input shapes, as the AWS service models have them: what is not in the shape is refused, as is a wrong type.

export type Shape =
  | {
      readonly type: 'string';
      readonly pattern?: RegExp;
      readonly min?: number;
      readonly max?: number;
      readonly values?: readonly string[];
    }
  | {
      readonly type: 'integer' | 'long' | 'timestamp';
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly of: Shape; readonly min?: number; readonly max?: number }
  | { readonly type: 'map'; readonly of: Shape; readonly max?: number }
  | {
      readonly type: 'structure';
      readonly members: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
    };

/** Describes the first way in which `value` is not of `shape`, or undefined when it fits. */
export function mismatch(value: unknown, shape: Shape, path = ''): string | undefined {
  const at = path === '' ? 'request' : path;
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? badString(value, shape, at) : wrong(at, 'a string', value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong(at, 'a boolean', value);
    case 'integer':
    case 'long':
    case 'timestamp':
      return badNumber(value, shape, at);
    case 'list':
      if (!Array.isArray(value)) return wrong(at, 'a list', value);
      if (!within(value.length, shape)) return `${at}: ${value.length} members are out of range`;
      return first(value.map((item: unknown, i) => mismatch(item, shape.of, `${at}[${i}]`)));
    case 'map':
      if (!isObject(value)) return wrong(at, 'a map', value);
      return first(Object.entries(value).map(([k, v]) => mismatch(v, shape.of, `${at}.${k}`)));
    case 'structure':
      return badStructure(value, shape, path);
  }
}

function badStructure(
  value: unknown,
  shape: Extract<Shape, { type: 'structure' }>,
  path: string,
): string | undefined {
  if (!isObject(value)) return wrong(path || 'request', 'a structure', value);
  const missing = shape.required?.find((name) => value[name] === undefined || value[name] === null);
  if (missing !== undefined) return `${join(path, missing)}: required member is missing`;
  for (const [name, member] of Object.entries(value)) {
    // The caller chooses the name: one that every object inherits, such as toString, is no member.
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    if (known === undefined) return `${join(path, name)}: unknown member`;
    if (member === null) continue;
    const bad = mismatch(member, known, join(path, name));
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function badString(
  value: string,
  shape: Extract<Shape, { type: 'string' }>,
  at: string,
): string | undefined {
  if (!within(value.length, shape)) return `${at}: length ${value.length} is out of range`;
  if (shape.pattern !== undefined && !shape.pattern.test(value))
    return `${at}: value '${value}' does not match ${shape.pattern.source}`;
  if (shape.values !== undefined && !shape.values.includes(value))
    return `${at}: value '${value}' is not one of ${shape.values.join(', ')}`;
  return undefined;
}

function badNumber(
  value: unknown,
  shape: { type: string; min?: number; max?: number },
  at: string,
): string | undefined {
  if (typeof value !== 'number') return wrong(at, 'a number', value);
  if (shape.type !== 'timestamp' && !Number.isInteger(value)) return wrong(at, 'an integer', value);
  return within(value, shape) ? undefined : `${at}: ${value} is out of range`;
}

const within = (n: number, range: { min?: number; max?: number }): boolean =>
  n >= (range.min ?? -Infinity) && n <= (range.max ?? Infinity);
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const first = (found: readonly (string | undefined)[]): string | undefined =>
  found.find((text) => text !== undefined);
const wrong = (at: string, expected: string, got: unknown): string =>
  `${at}: expected ${expected}, got ${got === null ? 'null' : Array.isArray(got) ? 'a list' : typeof got}`;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
