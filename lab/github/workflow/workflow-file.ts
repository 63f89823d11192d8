// A workflow file, read and checked by GitHub's own parser, as the jobs and steps that the runner goes through.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadParser } from './parser.ts';
import { items, member, members, NOTHING, textOf } from '../stand-ins/tokens.ts';
import type { Token } from '../stand-ins/tokens.ts';

export interface StepSpec {
  /** The `id`, or the name that GitHub gives to a step without one: `__run`, `__self_2`. */
  readonly id: string;
  readonly given: boolean;
  readonly if: string;
  readonly name?: Token;
  readonly uses?: string;
  readonly run?: Token;
  readonly with?: Token;
  readonly env?: Token;
  readonly shell?: string;
  readonly workingDirectory?: Token;
  readonly continueOnError?: Token;
  readonly timeoutMinutes?: Token;
}

export interface JobSpec {
  readonly id: string;
  readonly name: Token;
  readonly needs: readonly string[];
  readonly if: string;
  readonly permissions: Permissions;
  readonly steps: readonly StepSpec[];
  readonly shell?: string;
  readonly workingDirectory?: Token;
  readonly environment?: Token;
  readonly strategy?: Token;
  readonly env?: Token;
  readonly outputs?: Token;
  readonly continueOnError?: Token;
  readonly timeoutMinutes?: Token;
}

/** Scope to level, as in `permissions`; one level for every scope where the file says `read-all` or the like. */
export type Permissions = Readonly<Record<string, string>> | 'read-all' | 'write-all';

export interface InputSpec {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

export interface Workflow {
  readonly name: string;
  readonly runName?: Token;
  readonly env?: Token;
  /** Which files a pull request must touch to start it; none, any. */
  readonly paths: readonly string[];
  readonly inputs: readonly InputSpec[];
  readonly jobs: readonly JobSpec[];
}

/** What the parser made of a job or step; the rest is read from the tokens. */
interface Converted {
  readonly id: string;
  readonly if: { readonly expr: string };
  readonly steps?: readonly Converted[];
}

export type EventName = 'workflow_dispatch' | 'pull_request';

/** Reads a workflow that `event` starts; every problem that GitHub would report is in the one error. */
export async function readWorkflow(
  file: string,
  name = file,
  event: EventName = 'workflow_dispatch',
): Promise<Workflow> {
  const content = readFileSync(file, 'utf8');
  await check(name, content);
  // The parser takes the raw lines of a block scalar for its text; as JSON every text stands in one line.
  const { root, template } = await check(name, JSON.stringify(parse(content)));
  const jobs = plain(template.jobs) as readonly Converted[];
  const { [event]: start, workflow_dispatch: dispatch } = template.events;
  if (start === undefined) throw new Error(`${name}: ${event} does not start it`);
  return {
    name: textOf(member(root, 'name'), NOTHING) || name,
    ...optional('runName', member(root, 'run-name')),
    ...optional('env', member(root, 'env')),
    paths: template.events.pull_request?.paths ?? [],
    inputs: Object.entries(dispatch?.inputs ?? {}).map(([key, input]) => ({
      name: key,
      type: input.type,
      required: input.required ?? false,
      ...(input.default === undefined ? {} : { default: input.default }),
      ...(input.options === undefined ? {} : { options: input.options }),
    })),
    jobs: jobs.map((job) => jobSpec(root, job, name)),
  };
}

async function check(name: string, content: string) {
  const parser = await loadParser();
  const { context, value } = parser.parseWorkflow(
    { name, content },
    new parser.NoOperationTraceWriter(),
  );
  if (value === undefined) throw invalid(name, context.errors.getErrors());
  const { ErrorPolicy } = await import('@actions/workflow-parser/model/convert');
  const template = await parser.convertWorkflowTemplate(context, value, undefined, {
    errorPolicy: ErrorPolicy.TryConversion,
  });
  const errors = context.errors.getErrors();
  if (errors.length > 0) throw invalid(name, errors);
  return { root: plain(value) as Token, template };
}

function jobSpec(root: Token, converted: Converted, file: string): JobSpec {
  const token = member(member(root, 'jobs'), converted.id);
  const uses = member(token, 'uses');
  if (uses !== undefined)
    throw new Error(`${file}: job '${converted.id}': reusable workflows are not in the lab`);
  const needs = member(token, 'needs');
  const run = member(member(token, 'defaults'), 'run') ?? member(member(root, 'defaults'), 'run');
  return {
    id: converted.id,
    name: member(token, 'name') ?? converted.id,
    needs: typeof needs === 'string' ? [needs] : items(needs).map(String),
    if: converted.if.expr,
    permissions: permissions(member(token, 'permissions') ?? member(root, 'permissions')),
    steps: (converted.steps ?? []).map((step, i) =>
      stepSpec(items(member(token, 'steps'))[i] ?? null, step),
    ),
    ...text('shell', member(run, 'shell')),
    ...optional('workingDirectory', member(run, 'working-directory')),
    ...optional('environment', member(token, 'environment')),
    ...optional('strategy', member(token, 'strategy')),
    ...optional('env', member(token, 'env')),
    ...optional('outputs', member(token, 'outputs')),
    ...optional('continueOnError', member(token, 'continue-on-error')),
    ...optional('timeoutMinutes', member(token, 'timeout-minutes')),
  };
}

function stepSpec(token: Token, converted: Converted): StepSpec {
  return {
    id: converted.id,
    given: member(token, 'id') !== undefined,
    if: converted.if.expr,
    ...optional('name', member(token, 'name')),
    ...text('uses', member(token, 'uses')),
    ...optional('run', member(token, 'run')),
    ...optional('with', member(token, 'with')),
    ...optional('env', member(token, 'env')),
    ...text('shell', member(token, 'shell')),
    ...optional('workingDirectory', member(token, 'working-directory')),
    ...optional('continueOnError', member(token, 'continue-on-error')),
    ...optional('timeoutMinutes', member(token, 'timeout-minutes')),
  };
}

/** Naming any scope sets the others to none; without the key, a token reads contents and packages. */
function permissions(token: Token | undefined): Permissions {
  if (token === undefined) return { contents: 'read', packages: 'read' };
  if (token === 'read-all' || token === 'write-all') return token;
  return Object.fromEntries(
    members(token).map(([scope, level]) => [scope, textOf(level, NOTHING)]),
  );
}

interface Problem {
  readonly message: string;
}

const invalid = (name: string, problems: readonly Problem[]): Error =>
  new Error(
    `${name}: not a workflow that GitHub would run:\n${problems.map((p) => `  ${p.message}`).join('\n')}`,
  );

/** The parser's objects say what they are through toJSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

type Optional<K extends string, T> = Readonly<Partial<Record<K, T>>>;

const optional = <K extends string>(key: K, token: Token | undefined): Optional<K, Token> =>
  (token === undefined ? {} : { [key]: token }) as Optional<K, Token>;

const text = <K extends string>(key: K, token: Token | undefined): Optional<K, string> =>
  (token === undefined ? {} : { [key]: textOf(token, NOTHING) }) as Optional<K, string>;
