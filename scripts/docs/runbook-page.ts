// The tables of docs/runbook.md: every key of a runbook, from the same schema that checks it.
import { cell, code, table } from './table.ts';
import type { JsonSchema } from './runbook-schema.ts';

/** One table for the keys that stand alone, and one per section. */
export function keyTables(schema: JsonSchema): string {
  const entries = Object.entries(schema.properties ?? {});
  const alone = entries.filter(([, of]) => of.properties === undefined);
  const sections = entries.filter(([, of]) => of.properties !== undefined);
  return [
    keyTable(Object.fromEntries(alone), schema.required),
    ...sections.map(([name, of]) => sectionText(name, of)),
  ].join('\n\n');
}

function sectionText(name: string, of: JsonSchema): string {
  const within = Object.entries(of.properties ?? {}).filter(([, key]) => key.properties);
  return [
    `### ${code(name)}`,
    words(of.description),
    keyTable(of.properties ?? {}, of.required),
    ...within.map(([key, section]) => sectionText(`${name}.${key}`, section)),
  ].join('\n\n');
}

function keyTable(keys: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []) {
  const rows = Object.entries(keys).map(([name, of]) => [
    code(name),
    required.includes(name) ? 'yes' : 'no',
    expected(of),
    words(of.description),
  ]);
  return table(['key', 'required', 'value', 'what it is'], rows);
}

/** What may stand there, in words. */
function expected(of: JsonSchema): string {
  if (of.const !== undefined)
    return code(typeof of.const === 'string' ? of.const : JSON.stringify(of.const));
  if (of.type === 'boolean') return [true, false].map((word) => code(String(word))).join(' or ');
  if (of.enum !== undefined) return of.enum.map((word) => code(word)).join(' ');
  if (of.anyOf !== undefined) return of.anyOf.map(expected).join(', or ');
  if (of.properties !== undefined) return 'a section, below';
  if (of.items !== undefined)
    return `a list of ${of.minItems ?? 0} to ${of.maxItems ?? 'any number'}: ${expected(of.items)}`;
  if (of.type === 'integer')
    return `a whole number from ${of.minimum ?? 0} to ${of.maximum ?? '…'}`;
  return words((of.patternErrorMessage ?? of.type ?? '').replace(/^expected /, ''));
}

/** Words of the schema in Markdown: nothing in them is markup. */
const words = (text = ''): string => cell(text).replaceAll(/[<*_[]/g, '\\$&');
