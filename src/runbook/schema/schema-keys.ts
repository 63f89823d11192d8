// Which keys each section of a runbook may have, as the schema says.
import type * as z from 'zod/mini';
import { schema } from './schema.ts';

/** The keys that the section at `path` may have; none where there is no section. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let shape = shapeOf(schema);
  for (const part of path) {
    const type = Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
    shape = type === undefined ? {} : shapeOf(type);
  }
  return Object.keys(shape);
}

function shapeOf(type: z.core.$ZodType): z.core.$ZodShape {
  const { def } = type._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'optional') return shapeOf(def.innerType);
  return def.type === 'object' ? def.shape : {};
}
