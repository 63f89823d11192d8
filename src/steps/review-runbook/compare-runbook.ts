// One runbook of a pull request: its mistakes, what changes, how the plan differs, how its rehearsal ended.
import { lineDiff } from '../../core/text/line-diff.ts';
import type { LineDiff } from '../../core/text/line-diff.ts';
import type { Change } from '../../runbook/changes/change-words.ts';
import { runbookChanges } from '../../runbook/changes/changes.ts';
import { parseRunbook } from '../../runbook/load.ts';
import type { Loaded } from '../../runbook/load.ts';
import { planOf } from '../plan/plan-of.ts';
import { planLines } from '../../plan/rendering/lines.ts';
import { formatProblem } from '../../runbook/problem.ts';
import type { Problem } from '../../runbook/problem.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { readYaml } from '../../runbook/yaml.ts';
import { isRunbook } from '../../github/inputs.ts';
import type { Mark } from './marks.ts';
import type { Content } from './changed-files.ts';
import type { Rehearsal } from './rehearsal-result.ts';

export interface RunbookVersions {
  /** `runbooks/<name>.yml`; if it is removed, its last name. */
  readonly file: string;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
  /** Its name before, if that differs. */
  readonly from?: string;
}

interface ShownProblem {
  readonly problem: Problem;
  readonly text: string;
}

export interface ComparedRunbook {
  readonly file: string;
  readonly fate: 'new' | 'changed' | 'renamed' | 'removed' | 'unchanged';
  readonly from?: string;
  /** Each as a person reads it, with its place. */
  readonly problems: readonly ShownProblem[];
  /** What passes today and the next release refuses; the same form. */
  readonly warnings: readonly ShownProblem[];
  /** The version before is not valid: the comparison shows everything as new. */
  readonly brokenBefore: boolean;
  readonly changes: readonly Change[];
  readonly marks: readonly Mark[];
  /** Undefined if the runbook is no longer there or not valid. */
  readonly plan: LineDiff | undefined;
  /** Undefined if it has no outcome. */
  readonly rehearsal: Rehearsal | undefined;
}

/** Compares the two versions; `rehearsal` is how the one after ended in the lab. */
export function compareRunbook(
  versions: RunbookVersions,
  rehearsal: Rehearsal | undefined,
): ComparedRunbook {
  const { file, from } = versions;
  const before = load(versions.before, from ?? file);
  const after = load(versions.after, file);
  const [old, now] = [valid(before), valid(after)];
  const broken = after !== undefined && now === undefined;
  const changes = broken ? [] : runbookChanges(old, now);
  const text = versions.after?.bytes.toString('utf8') ?? '';
  const problems = after === undefined || after.ok ? [] : after.problems;
  const warnings = after?.ok === true ? after.warnings : [];
  const shown = (problem: Problem): ShownProblem => ({
    problem,
    text: formatProblem(problem, text),
  });
  return {
    file,
    fate: fateOf(versions),
    ...(from === undefined ? {} : { from }),
    problems: problems.map(shown),
    warnings: warnings.map(shown),
    brokenBefore: before !== undefined && old === undefined,
    changes,
    marks: marksOf(changes, file, text),
    plan: now === undefined ? undefined : lineDiff(lines(old), lines(now)),
    rehearsal,
  };
}

/** The runbook of a version; undefined if there is none or it has mistakes. */
export function validRunbook(content: Content | undefined, file: string): Runbook | undefined {
  return valid(load(content, file));
}

const valid = (loaded: Loaded | undefined): Runbook | undefined =>
  loaded?.ok === true ? loaded.runbook : undefined;

function load(content: Content | undefined, file: string): Loaded | undefined {
  if (content === undefined) return undefined;
  const wrong = (expected: string, got: string): Loaded => ({
    ok: false,
    problems: [{ file, line: 1, column: 1, path: '', expected, got }],
  });
  if (content.notPlain !== undefined) return wrong('a plain file', content.notPlain);
  if (!isRunbook(file))
    return wrong('a name that a run takes, runbooks/<name>.yml in lower case', 'another one');
  return parseRunbook(content.bytes.toString('utf8'), file);
}

function fateOf({ before, after, from }: RunbookVersions): ComparedRunbook['fate'] {
  if (after === undefined) return 'removed';
  if (before === undefined) return 'new';
  if (from !== undefined) return 'renamed';
  return before.bytes.equals(after.bytes) && before.notPlain === after.notPlain
    ? 'unchanged'
    : 'changed';
}

const lines = (runbook: Runbook | undefined): string[] =>
  runbook === undefined ? [] : planLines(planOf(runbook, 'cutover'));

/** The risks with the places of their keys in the new text; if a key is gone, the place of its section. */
function marksOf(changes: readonly Change[], file: string, text: string): Mark[] {
  const source = readYaml(text, file);
  return changes.flatMap(({ path, risk, says }) => {
    if (risk === undefined) return [];
    const words = { path: path.split('.'), atKey: true, expected: '', got: '' };
    const { line, column } = 'problem' in source ? source.problem(words) : { line: 1, column: 1 };
    return [{ name: risk, says, place: { file, line, column } }];
  });
}
