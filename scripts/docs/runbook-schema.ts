// The runbook's shape as JSON Schema, for editors: they complete and check while one types.
import * as z from 'zod/mini';
import { forms } from '../../src/runbook/schema/forms.ts';
import { schema } from '../../src/runbook/schema/keys.ts';

/** What a JSON Schema of a runbook consists of. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Draft 7, which every editor's YAML support knows. */
export function runbookSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    metadata: forms,
  });
  return {
    $schema,
    title: 'Runbook of nfs-cutover',
    description: 'One migration: what moves from where to where, and what must hold.',
    ...rest,
  } as JsonSchema;
}

/** The text of `runbooks/schema.json`, before it is formatted. */
export const runbookSchemaText = (): string => `${JSON.stringify(runbookSchema(), null, 2)}\n`;
