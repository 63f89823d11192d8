// The parameters of a command, checked against the document as SendCommand does before anything is sent.
import type { Document } from './documents.ts';
import { ssmError } from './errors.ts';

/** The value of each parameter; unknown, missing and ill-formed ones are refused. */
export function checkParameters(
  { content }: Document,
  given: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  const known = content.parameters ?? {};
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) throw invalid(`Parameter ${unknown} is not defined in the document.`);
  return Object.fromEntries(
    Object.entries(known).map(([name, { type, default: fallback, allowedPattern }]) => {
      const values = given[name] ?? (fallback === undefined ? undefined : [fallback]);
      if (values === undefined) throw invalid(`Parameter ${name} is required.`);
      const [value, ...more] = values;
      if (type !== 'String' || value === undefined || more.length > 0)
        throw invalid(`Parameter ${name} takes exactly one value.`);
      if (allowedPattern !== undefined && !wholly(allowedPattern).test(value))
        throw invalid(`Parameter ${name} does not match its allowed pattern ${allowedPattern}.`);
      if (value.includes('{{'))
        throw invalid(`Parameter ${name} must not refer to other parameters.`);
      return [name, value];
    }),
  );
}

/** In JavaScript `$` is the end of the text alone; a final newline does not match either. */
const wholly = (pattern: string): RegExp => new RegExp(pattern, 'u');
const invalid = (message: string) => ssmError('InvalidParameters', message);
