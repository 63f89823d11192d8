// What a step of the file turns into: a script, an action of the repository, or a stand-in for a third party's.
import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readAction } from '../workflow/action-manifest.ts';
import type { ActionManifest } from '../workflow/action-manifest.ts';
import { interpolate } from '../workflow/expressions.ts';
import type { Scope } from '../workflow/expressions.ts';
import type { JobState } from '../jobs/job-state.ts';
import { standInFor } from '../stand-ins/stand-ins.ts';
import type { StandIn } from '../stand-ins/stand-ins.ts';
import { executeProcess } from './step-execution.ts';
import type { StepCall, StepEnd, StepTask } from './step.ts';
import { textOf, textsOf } from '../stand-ins/tokens.ts';
import type { Token } from '../stand-ins/tokens.ts';
import type { StepSpec } from '../workflow/workflow-file.ts';

/** Post steps of a job, registered when their main step begins; they run last-in-first-out. */
export type Posts = StepTask[];

/** Makes a step of the file runnable. */
export function toTask(job: JobState, spec: StepSpec, posts: Posts): StepTask {
  const { given, run, uses, name, ...rest } = spec;
  const standIn = standInFor(uses ?? '');
  return {
    ...rest,
    recorded: given,
    role: standIn === undefined ? 'own' : 'third-party',
    name: (scope) => (name === undefined ? defaultName(spec, scope) : textOf(name, scope)),
    execute: (call) => {
      if (run !== undefined) return runScript(call, spec, run);
      if (standIn !== undefined) return runStandIn(call, spec, { standIn, posts });
      return runAction(call, spec, posts);
    },
  };
}

function defaultName(spec: StepSpec, scope: Scope): string {
  if (spec.uses !== undefined) return `Run ${spec.uses}`;
  return `Run ${textOf(spec.run, scope).trimStart().split('\n', 1)[0] ?? ''}`;
}

const SHELLS: Readonly<Record<string, string>> = {
  bash: 'bash --noprofile --norc -e -o pipefail {0}',
  sh: 'sh -e {0}',
};

async function runScript(call: StepCall, spec: StepSpec, run: Token): Promise<StepEnd> {
  const { job } = call;
  const shell = spec.shell ?? job.start.spec.shell;
  const template = shell === undefined ? 'bash -e {0}' : (SHELLS[shell] ?? shell);
  if (!template.includes('{0}')) throw new Error(`shell: the lab does not have '${template}'`);
  const file = join(job.places.temp, `${randomUUID()}.sh`);
  const text = textOf(run, call.scope);
  writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`);
  chmodSync(file, 0o755);
  const [command = 'bash', ...args] = template.split(' ').map((word) => word.replace('{0}', file));
  const folder = textOf(spec.workingDirectory ?? job.start.spec.workingDirectory, call.scope);
  job.say(call.id, 'group', call.name);
  return await executeProcess(call, {
    action: spec.id,
    command,
    args,
    cwd: resolve(job.run.workspace, folder),
    variables: {},
    onExit: (code) => `Process completed with exit code ${code}.`,
    saveState: () => undefined,
  });
}

async function runAction(call: StepCall, spec: StepSpec, posts: Posts): Promise<StepEnd> {
  const { job } = call;
  const uses = spec.uses ?? '';
  if (!/^[.$]\//.test(uses))
    throw new Error(
      `'${uses}': the lab has no stand-in for this action (lab/github/stand-ins/stand-ins.ts)`,
    );
  const here = job.checkedOut || uses.startsWith('$/');
  const action = readAction(uses, here ? job.run.workspace : join(job.places.temp, 'empty'));
  const variables = inputVariables(call, spec, action);
  const state: Record<string, string> = {};
  const saveState = (name: string, value: string): void => {
    state[`STATE_${name}`] = value;
  };
  const entry = (file: string, more: Readonly<Record<string, string>>) => ({
    action: spec.id,
    command: process.execPath,
    args: [file],
    cwd: job.run.workspace,
    variables: { ...variables, ...more },
    saveState,
  });
  const { post } = action;
  if (post !== undefined)
    posts.push({
      id: `__post_${spec.id}`,
      recorded: false,
      if: action.postIf,
      role: 'post',
      name: () => `Post ${call.name}`,
      ...(spec.env === undefined ? {} : { env: spec.env }),
      execute: (again) => executeProcess(again, entry(post, state)),
    });
  return await executeProcess(call, entry(action.main, {}));
}

/** INPUT_*: spaces become underscores, letters upper case, all else stays. */
function inputVariables(
  call: StepCall,
  spec: StepSpec,
  action: ActionManifest,
): Record<string, string> {
  const given = textsOf(spec.with, call.scope);
  warnOfUnknown(call, given, Object.keys(action.inputs));
  const defaults: Record<string, string> = {};
  for (const [name, input] of Object.entries(action.inputs))
    defaults[name.toLowerCase()] = interpolate(input.default ?? '', call.scope);
  const all = Object.entries({ ...defaults, ...lowerKeys(given) });
  const shown = all.filter(([, value]) => value !== '').map(([key, value]) => `  ${key}: ${value}`);
  call.job.say(call.id, 'group', [`Run ${spec.uses ?? ''}`, ...shown].join('\n'));
  return Object.fromEntries(
    all.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

const lowerKeys = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key.toLowerCase(), value]));

function warnOfUnknown(
  call: StepCall,
  given: Readonly<Record<string, string>>,
  known: readonly string[],
): void {
  const names = known.map((name) => name.toLowerCase());
  const unknown = Object.keys(given).filter((name) => !names.includes(name.toLowerCase()));
  if (unknown.length === 0) return;
  const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ');
  call.job.say(
    call.id,
    'warning',
    `Unexpected input(s) ${list(unknown)}, valid inputs are [${list(known)}]`,
  );
}

async function runStandIn(
  call: StepCall,
  spec: StepSpec,
  { standIn, posts }: { readonly standIn: StandIn; readonly posts: Posts },
): Promise<StepEnd> {
  const { job } = call;
  const given = lowerKeys(textsOf(spec.with, call.scope));
  warnOfUnknown(call, given, standIn.inputs);
  const { post } = standIn;
  if (post !== undefined)
    posts.push({
      id: `__post_${spec.id}`,
      recorded: false,
      if: 'always()',
      role: 'post',
      name: () => `Post ${call.name}`,
      execute: async () => {
        post(job);
        return { failed: false, outputs: {} };
      },
    });
  const outputs = await standIn.run({
    job,
    input: (name) => given[name]?.trim() ?? '',
    say: (level, text) => job.say(call.id, level, text),
  });
  return { failed: false, outputs };
}
