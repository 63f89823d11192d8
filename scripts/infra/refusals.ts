// What CloudFormation would refuse of the parameters, before anybody deploys.
import { parseDocument } from 'yaml';
import { show } from '../../src/runbook/problem.ts';
import type { Parameter } from './parameters.ts';

interface Declared {
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly unknown[];
  readonly MaxLength?: number;
}

/** One line for each value that the template does not take; `template` is its text. What is looked up later is not known yet. */
export function refusals(
  parameters: Readonly<Record<string, Parameter>>,
  template: string,
): readonly string[] {
  // Its own tags (!Ref) stand only outside of the parameters.
  const all = parseDocument(template, { logLevel: 'silent' }).toJS() as {
    readonly Parameters?: Readonly<Record<string, Declared>>;
  };
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const declared = all.Parameters?.[name];
    if (declared === undefined) return [`${name}: the template has no such parameter`];
    if (!('value' in parameter)) return [];
    const expected = expectedOf(declared, parameter.value);
    return expected === undefined
      ? []
      : [`${name}: expected ${expected}, got ${show(parameter.value)}`];
  });
}

function expectedOf(declared: Declared, value: string): string | undefined {
  const { AllowedPattern, AllowedValues, MaxLength } = declared;
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`, 's').test(value))
    return `a text of the form ${AllowedPattern}`;
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value))
    return `one of ${AllowedValues.map(String).join(', ')}`;
  if (MaxLength !== undefined && value.length > MaxLength) return `at most ${MaxLength} characters`;
  return undefined;
}
