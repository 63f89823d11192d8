// The data of each record against the forms of its kind.
import type { ChainedRecord } from '../chain.ts';
import { KINDS } from '../schema/kinds.ts';
import type { Form } from '../schema/kinds.ts';
import { misfit } from '../schema/schema.ts';
import type { Misfit, Schema } from '../schema/schema.ts';
import { nameOf } from './fault.ts';
import type { Fault } from './fault.ts';

/** Each record whose data has no form of its kind, or whose kind is unknown. */
export const checkKinds = (records: readonly ChainedRecord[]): readonly Fault[] =>
  records.flatMap((record) => {
    const forms = Object.hasOwn(KINDS, record.step) ? KINDS[record.step] : undefined;
    if (forms === undefined)
      return [
        { where: nameOf(record), says: `expected a known kind of record, got ${record.step}` },
      ];
    const found = misfitOf(record, forms);
    if (found === undefined) return [];
    const { at, expected, got } = found;
    return [{ where: nameOf(record), says: `${at}: expected ${expected}, got ${got}` }];
  });

/** How the data misses the form that is nearest to it; undefined where it has one of them. */
function misfitOf({ data, error }: ChainedRecord, forms: readonly Form[]): Misfit | undefined {
  const ranked = forms
    .map((form) => (error === undefined ? form.data : { ...form.data, required: [] }))
    .map((schema) => ({ found: misfit(data, schema, 'data'), far: distance(data, schema) }))
    .toSorted((a, b) => a.far - b.far);
  return ranked.some(({ found }) => found === undefined) ? undefined : ranked[0]?.found;
}

/** How many members are missing or foreign. */
function distance(data: object, { properties = {}, required = [] }: Schema): number {
  const missing = required.filter((name) => !Object.hasOwn(data, name));
  const foreign = Object.keys(data).filter((name) => !Object.hasOwn(properties, name));
  return missing.length + foreign.length;
}
