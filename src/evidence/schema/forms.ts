// The forms of the values in the evidence.
import type { Schema } from './schema.ts';

/** An object that has these members, and no others than these and `optional`. */
export const object = (
  properties: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
  additionalProperties: false,
});

/** A list of such values. */
export const list = (items: Schema): Schema => ({ type: 'array', items });
/** An object with any names, and such values. */
export const named = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
/** The same, or null. */
export const orNull = (schema: Schema): Schema => {
  const { description, ...bare } = schema;
  return { ...(description !== undefined && { description }), anyOf: [{ type: 'null' }, bare] };
};
/** The same, with what it means. */
export const told = (description: string, schema: Schema): Schema => ({ description, ...schema });

export const ANYTHING: Schema = { type: 'object' };
export const TEXT: Schema = { type: 'string' };
export const NUMBER: Schema = { type: 'number' };
export const TRUTH: Schema = { type: 'boolean' };
export const FROM_ZERO: Schema = { type: 'integer', minimum: 0 };
export const FROM_ONE: Schema = { type: 'integer', minimum: 1 };
export const DIGEST: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const COMMIT: Schema = { type: 'string', pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' };
export const RUN: Schema = { type: 'string', pattern: '^[0-9]{1,20}$' };
/** A name that is part of the name of a file. */
export const NAME: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,100}$' };
export const TIME: Schema = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$',
};
