// What a changed workflow may do and could not do before: environments, rights, triggers.
import { parse } from 'yaml';
import { show } from '../../runbook/problem.ts';
import type { Mark, MarkName } from './marks.ts';
import type { ChangedFile, Content } from './changed-files.ts';

type Tree = Readonly<Record<string, unknown>>;

/** The marks of one file of .github/workflows. A file that is not a readable workflow is a mark by itself. */
export function workflowMarks({ path, before, after }: ChangedFile): readonly Mark[] {
  const mark = (name: MarkName, says: string): Mark => ({
    name,
    says: `${path}: ${says}`,
    place: { file: path, line: 1, column: 1 },
  });
  if (after === undefined) return [mark('other workflow', 'it is removed')];
  const [old, now] = [read(before), read(after)];
  if (now === undefined) return [mark('other workflow', 'it cannot be read')];
  const found = [
    ...triggers(now)
      .filter((name) => !triggers(old).includes(name))
      .map((name) => mark('other trigger', `it starts on ${name}, too`)),
    ...jobMarks(old, now).map(([name, says]) => mark(name, says)),
  ];
  if (before === undefined) return [mark('other workflow', 'it is new'), ...found];
  return found.length > 0 ? found : [mark('other workflow', 'it changes; read its diff')];
}

type Words = readonly [MarkName, string];

function jobMarks(old: Tree | undefined, now: Tree): Words[] {
  const [before, after] = [tree(old?.jobs), tree(now.jobs)];
  const lost = Object.keys(before)
    .filter((id) => !Object.hasOwn(after, id) && environment(before[id]) !== undefined)
    .map((id): Words => ['weaker gate', `job ${id}, in its environment, is removed`]);
  const others = Object.entries(after).flatMap(([id, job]) => [
    ...gateWords(id, before[id], job),
    ...rightWords(id, rights(old, before[id]), rights(now, job)),
  ]);
  return [...lost, ...others];
}

function gateWords(id: string, before: unknown, after: unknown): Words[] {
  const [old, now] = [environment(before), environment(after)];
  if (old === now) return [];
  if (now === undefined) return [['weaker gate', `job ${id} no longer runs in ${show(old)}`]];
  if (old === undefined) return [['more rights', `job ${id} runs in ${show(now)}`]];
  return [['weaker gate', `job ${id} runs in ${show(now)}, no longer in ${show(old)}`]];
}

const LEVELS: ReadonlyMap<unknown, number> = new Map(
  ['none', 'read', 'write'].map((name, i) => [name, i]),
);

function rightWords(id: string, before: Tree | string, after: Tree | string): Words[] {
  if (typeof after === 'string')
    return before === after ? [] : [['more rights', `job ${id} has ${word(after)}`]];
  const old = typeof before === 'string' ? {} : before;
  // A value that is not a level counts as the strongest.
  const level = (value: unknown): number =>
    value === undefined ? 0 : (LEVELS.get(value) ?? LEVELS.size);
  return Object.entries(after)
    .filter(([scope, value]) => level(value) > level(old[scope]))
    .map(([scope, value]): Words => ['more rights', `job ${id} may ${word(value)} ${word(scope)}`]);
}

/** A word as it is; anything else as a quoted text. */
const word = (value: unknown): string => {
  const text = String(value);
  return /^[a-z -]{1,40}$/.test(text) ? text : show(text);
};

/** A job's own permissions, or the workflow's; without either GitHub decides. */
function rights(workflow: Tree | undefined, job: unknown): Tree | string {
  const given = tree(job).permissions ?? workflow?.permissions;
  if (given === undefined) return job === undefined ? {} : 'the rights that are usual here';
  return typeof given === 'string' ? given : tree(given);
}

function environment(job: unknown): string | undefined {
  const given = tree(job).environment;
  const name = typeof given === 'object' ? tree(given).name : given;
  return typeof name === 'string' ? name : undefined;
}

/** `on` as a word, a list or a map. */
function triggers(workflow: Tree | undefined): readonly string[] {
  const { on } = workflow ?? {};
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(tree(on));
}

function read(content: Content | undefined): Tree | undefined {
  if (content === undefined || content.notPlain !== undefined) return undefined;
  try {
    const read: unknown = parse(content.bytes.toString('utf8'));
    return typeof read === 'object' && read !== null ? (read as Tree) : undefined;
  } catch {
    return undefined;
  }
}

const tree = (value: unknown): Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
