// The tables of docs/evidence.md and the published schema, from the schemas that check each record and evidence.json.
import { EVIDENCE } from '../../src/evidence/schema/evidence-schema.ts';
import { KINDS } from '../../src/evidence/schema/kinds.ts';
import type { Form } from '../../src/evidence/schema/kinds.ts';
import { RECORD } from '../../src/evidence/schema/record-schema.ts';
import type { Schema } from '../../src/evidence/schema/schema.ts';
import { cell, code, table } from './table.ts';

/** A table for evidence.json, and one for each kind of object in it. */
export const evidenceTables = (): string =>
  [
    '### `evidence.json`',
    memberTable(EVIDENCE),
    '### The closing record: `closing`',
    memberTable(member(EVIDENCE, 'closing')),
    '### A record',
    memberTable(RECORD),
    '### The place of a record: `chain`',
    memberTable(member(RECORD, 'chain')),
    '### What each kind has in `data`',
    kindTable(),
  ].join('\n\n');

/** The text of `docs/evidence.schema.json`, before it is formatted. */
export const evidenceSchemaText = (): string =>
  JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Evidence of a run of nfs-cutover',
    $ref: '#/$defs/evidence',
    $defs: {
      ...Object.fromEntries(allForms().map(({ data, name }) => [name, withoutRequired(data)])),
      record: {
        ...RECORD,
        properties: {
          ...RECORD.properties,
          step: { ...member(RECORD, 'step'), enum: Object.keys(KINDS) },
        },
        allOf: Object.entries(KINDS).map(([step, forms]) => kindRule(step, forms)),
      },
      evidence: {
        ...EVIDENCE,
        properties: {
          ...EVIDENCE.properties,
          records: { ...member(EVIDENCE, 'records'), items: { $ref: '#/$defs/record' } },
        },
      },
    },
  });

interface NamedForm extends Form {
  readonly step: string;
  /** In the published schema. */
  readonly name: string;
}

const formsOf = (step: string, forms: readonly Form[]): readonly NamedForm[] =>
  forms.map((form, i) => ({ ...form, step, name: `${step}-${i + 1}` }));

const allForms = (): readonly NamedForm[] =>
  Object.entries(KINDS).flatMap(([step, forms]) => formsOf(step, forms));

const withoutRequired = ({ required: _, ...schema }: Schema): Schema => schema;

/** JSON Schema's `if` for one kind: its data has one of the forms; with an error members may be missing. */
function kindRule(step: string, forms: readonly Form[]): object {
  const data = (whole: boolean): object => ({
    properties: {
      data: {
        anyOf: formsOf(step, forms).map(({ data: { required }, name }) => ({
          $ref: `#/$defs/${name}`,
          ...(whole && { required }),
        })),
      },
    },
  });
  return {
    if: { properties: { step: { const: step } } },
    then: { if: { required: ['error'] }, then: data(false), else: data(true) },
  };
}

const kindTable = (): string =>
  table(
    ['kind', 'when', 'always', 'sometimes'],
    allForms().map(({ data: { properties = {}, required = [] }, step, when }) => {
      const sometimes = Object.keys(properties).filter((name) => !required.includes(name));
      return [code(step), cell(when), namesOf(required), namesOf(sometimes)];
    }),
  );

const namesOf = (names: readonly string[]): string => names.map(code).join(', ') || 'none';

function member(schema: Schema, name: string): Schema {
  const found = schema.properties?.[name];
  if (found === undefined) throw new Error(`the schema has no member ${name}`);
  return found;
}

const memberTable = ({ properties = {}, required = [] }: Schema): string =>
  table(
    ['member', 'always', 'form', 'what it is'],
    Object.entries(properties).map(([name, of]) => [
      code(name),
      required.includes(name) ? 'yes' : 'no',
      formOf(of),
      cell(of.description).replaceAll(/[<*_[{]/g, '\\$&'),
    ]),
  );

/** The form of a value in words. */
function formOf(schema: Schema): string {
  const {
    anyOf,
    enum: words,
    items,
    pattern,
    properties,
    additionalProperties: rest,
    type,
  } = schema;
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (anyOf !== undefined) return anyOf.map(formOf).join(' or ');
  if (words !== undefined) return words.map(code).join(' ');
  if (pattern !== undefined) return code(pattern);
  if (items !== undefined) return `a list: ${formOf(items)}`;
  if (properties !== undefined) return `an object: ${Object.keys(properties).map(code).join(', ')}`;
  if (rest !== undefined && rest !== false) return `an object, for each name ${formOf(rest)}`;
  if (type === 'integer') return `a whole number from ${schema.minimum ?? 0}`;
  return type === undefined || type === 'object' ? 'an object' : type;
}
