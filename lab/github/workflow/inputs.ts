// The inputs of a dispatch: what the form on GitHub's page would take, with the defaults of the workflow file.
import type { InputSpec, Workflow } from './workflow-file.ts';

/** The `inputs` context; every input that the form would refuse is in the one error. */
export function checkInputs(
  workflow: Workflow,
  given: Readonly<Record<string, string | boolean>>,
): Record<string, string | boolean | number> {
  const problems = Object.keys(given)
    .filter((name) => !workflow.inputs.some((input) => input.name === name))
    .map((name) => `unexpected input '${name}'`);
  const values: Record<string, string | boolean | number> = {};
  for (const input of workflow.inputs) {
    const value = given[input.name] ?? input.default ?? (input.type === 'boolean' ? false : '');
    const problem = problemOf(input, value);
    if (problem === undefined) values[input.name] = typed(input, value);
    else problems.push(problem);
  }
  if (problems.length > 0) throw new Error(`inputs: ${problems.join('; ')}`);
  return values;
}

function problemOf(input: InputSpec, value: string | boolean | number): string | undefined {
  const { name, type, required, options } = input;
  if (required && value === '') return `required input '${name}' is not given`;
  if (value === '' && type !== 'choice') return undefined;
  if (type === 'boolean' && value !== 'true' && value !== 'false' && typeof value !== 'boolean')
    return `input '${name}': expected true or false, got '${value}'`;
  if (type === 'number' && Number.isNaN(Number(value)))
    return `input '${name}': expected a number, got '${value}'`;
  if (type === 'choice' && options?.includes(String(value)) !== true)
    return `input '${name}': expected one of ${options?.join(', ') ?? ''}; got '${value}'`;
  return undefined;
}

function typed(input: InputSpec, value: string | boolean | number): string | boolean | number {
  if (input.type === 'boolean') return value === true || value === 'true';
  if (input.type === 'number' && value !== '') return Number(value);
  return String(value);
}
