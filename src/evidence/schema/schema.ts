// The part of JSON Schema 2020-12 that the schemas of the evidence use, and what a value breaks of it.

/** A schema as data: it is published as it is, and the code checks with it. */
export interface Schema {
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** What members that `properties` does not name must be; `false`: there are none. */
  readonly additionalProperties?: Schema | false;
}

/** How a value is not what it should be: where in it, what was expected, and what was there. */
export interface Misfit {
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

/** The first way in which `value` does not fit `schema`; undefined where it fits. */
export function misfit(value: unknown, schema: Schema, at = ''): Misfit | undefined {
  if (schema.anyOf !== undefined) {
    if (schema.anyOf.some((one) => misfit(value, one, at) === undefined)) return undefined;
    // The last of them is the one that says most: the others are null.
    const [most = schema] = schema.anyOf.slice(-1);
    return misfit(value, most, at);
  }
  if (schema.type !== undefined && !hasType(value, schema.type))
    return fault(value, at, `${article(schema.type)} ${schema.type}`);
  if (schema.const !== undefined && value !== schema.const)
    return fault(value, at, JSON.stringify(schema.const));
  if (typeof value === 'string') return textMisfit(value, schema, at);
  if (typeof value === 'number') return numberMisfit(value, schema, at);
  if (Array.isArray(value)) return first(value.entries(), at, () => schema.items);
  if (typeof value === 'object' && value !== null) return objectMisfit(value, schema, at);
  return undefined;
}

function textMisfit(value: string, schema: Schema, at: string): Misfit | undefined {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return fault(value, at, `one of ${schema.enum.join(', ')}`);
  if (schema.maxLength !== undefined && value.length > schema.maxLength)
    return fault(value, at, `at most ${schema.maxLength} characters`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return fault(value, at, `text of the form ${schema.pattern}`);
  return undefined;
}

function numberMisfit(value: number, { minimum, maximum }: Schema, at: string): Misfit | undefined {
  if (minimum !== undefined && value < minimum) return fault(value, at, `at least ${minimum}`);
  if (maximum !== undefined && value > maximum) return fault(value, at, `at most ${maximum}`);
  return undefined;
}

function objectMisfit(value: object, schema: Schema, at: string): Misfit | undefined {
  const { additionalProperties: rest, properties = {}, required = [] } = schema;
  for (const name of required)
    if (!Object.hasOwn(value, name))
      return { at: below(at, name), expected: 'to be there', got: 'nothing' };
  for (const name of Object.keys(value))
    if (rest === false && !Object.hasOwn(properties, name))
      return { at: below(at, name), expected: 'only known members', got: 'this one' };
  return first(Object.entries(value), at, (name) =>
    Object.hasOwn(properties, name) ? properties[name] : rest === false ? undefined : rest,
  );
}

function first(
  members: Iterable<readonly [string | number, unknown]>,
  at: string,
  schemaOf: (name: string) => Schema | undefined,
): Misfit | undefined {
  for (const [name, member] of members) {
    const schema = schemaOf(String(name));
    const found = schema && misfit(member, schema, below(at, String(name)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isSafeInteger(value) ? 'integer' : typeof value;
}

const hasType = (value: unknown, type: Schema['type']): boolean =>
  type === 'number' ? typeof value === 'number' : typeOf(value) === type;

const below = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');

const fault = (value: unknown, at: string, expected: string): Misfit => ({
  at: at === '' ? 'it' : at,
  expected,
  got:
    typeof value === 'object' && value !== null
      ? typeOf(value)
      : JSON.stringify(value).slice(0, 80),
});
