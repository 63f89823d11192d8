// What the schema of a runbook is made of: values, lists, sections, and what editors and docs know about each.
import * as z from 'zod/mini';

/** What the JSON Schema says about a value besides its type. */
export interface Form {
  readonly description?: string;
  /** Lets through whatever the program accepts, and often a little more: it checks while typing only. */
  readonly pattern?: string;
  /** The words that editors show in place of the pattern. */
  readonly patternErrorMessage?: string;
  readonly uniqueItems?: boolean;
}

export const forms = z.registry<Form>();

/**
 * A text that `parse` turns into a value or refuses with undefined; Where it is refused, `expected` is shown, or what
 * `why` says of this very text.
 */
export const value = <T>(
  expected: string,
  parse: (text: string) => T | undefined,
  pattern: RegExp,
  why: (text: string) => string = () => expected,
) => {
  const type = z.pipe(
    z.string({ error: expected }),
    z.transform((text, context) => {
      const parsed = parse(text);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: 'custom', message: why(text), input: text });
      return z.NEVER;
    }),
  );
  forms.add(type, { pattern: pattern.source, patternErrorMessage: `expected ${expected}` });
  return type;
};

/** A text that matches the whole pattern. */
export const matching = (expected: string, pattern: RegExp) =>
  value(expected, (text) => (pattern.test(text) ? text : undefined), pattern);

/** One of some words. */
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });

/** A whole number between two, both included. */
export const wholeNumber = (least: number, most: number, what: string) => {
  const error = `a whole number of ${what} from ${least} to ${most}`;
  return z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }));
};

/** A section of keys; any other key is refused. */
export const section = <const T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `only the keys ${Object.keys(shape).join(', ')}`
        : `a section with ${Object.keys(shape).join(', ')}`,
  });

/** A list of different things. */
export const list = <T extends z.core.$ZodType>(
  of: T,
  least: number,
  most: number,
  what: string,
) => {
  const error = `a list of ${least} to ${most} ${what}`;
  const type = z
    .array(of, { error })
    .check(z.minLength(least, { error }), z.maxLength(most, { error }));
  forms.add(type, { uniqueItems: true });
  return type;
};

/** A key's value with what it means, in words for editors and `docs/runbook.md`. */
export const key = <T extends z.core.$ZodType>(description: string, of: T): T => {
  const own = z.clone(of, undefined, { parent: true });
  forms.add(own, { ...forms.get(of), description });
  return own;
};
