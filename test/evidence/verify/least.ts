// The smallest data that a kind of record has by its schema, for records of which a test needs no more.
import { KINDS } from '../../../src/evidence/schema/kinds.ts';
import type { Form } from '../../../src/evidence/schema/kinds.ts';
import type { Schema } from '../../../src/evidence/schema/schema.ts';

/** The data of a record of `step` in its first form; empty for an unknown kind. */
export function leastData(step: string): Readonly<Record<string, unknown>> {
  const [form] = KINDS[step] ?? [];
  return form === undefined ? {} : leastOf(form);
}

/** The smallest data of this form. */
export const leastOf = ({ data }: Form): Readonly<Record<string, unknown>> =>
  least(data) as Readonly<Record<string, unknown>>;

function least(schema: Schema): unknown {
  const { anyOf, minimum = 0, pattern, properties = {}, required = [], type } = schema;
  if (anyOf !== undefined) return least(anyOf[0] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (type === 'string') return pattern === undefined ? '' : 'f'.repeat(64);
  if (type === 'integer' || type === 'number') return minimum;
  if (type === 'boolean') return false;
  if (type === 'array') return [];
  if (type === 'null') return null;
  return Object.fromEntries(required.map((name) => [name, least(properties[name] ?? {})]));
}
