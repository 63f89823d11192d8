// What changes between two runbooks, in words, with what is riskier first.
import { canonicalJson } from '../../core/canonical-json.ts';
import { code, quiet } from '../../core/text/markdown.ts';
import { rules } from './change-rules.ts';
import { type Change, other, risks } from './change-words.ts';
import type { Runbook } from '../runbook.ts';

/** Every change, the gravest risk first; keys of equal weight keep the order of the runbook. */
export function runbookChanges(
  before: Runbook | undefined,
  after: Runbook | undefined,
): readonly Change[] {
  if (after === undefined) return before === undefined ? [] : [{ path: '', says: 'it is removed' }];
  if (before === undefined) return [{ path: '', says: isNew(after), risk: 'new runbook' }];
  const [old, now] = [leaves(before), leaves(after)];
  const found = [...new Set([...now.keys(), ...old.keys()])]
    .filter((path) => canonicalJson(old.get(path)) !== canonicalJson(now.get(path)))
    .flatMap((path) => {
      const rule = rules[path] ?? other(path);
      return rule(old.get(path), now.get(path)).map((change) => ({ path, ...change }));
    });
  return found.sort((a, b) => weight(a) - weight(b));
}

/** The same as a Markdown list for a comment. */
export function changesMarkdown(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing changes for the run.\n';
  return changes
    .map(({ path, risk, says }) => {
      const mark = risk === undefined ? '' : `⚠️ **${risk}**: `;
      const where = path === '' ? '' : ` (${code(path)})`;
      return `- ${mark}${quiet(says)}${where}\n`;
    })
    .join('');
}

function isNew({ application, gateway, gates, source, verify }: Runbook): string {
  const { servers } = application;
  const gateNames = [...gates.signOff, gates.cutover].join(', then ');
  return [
    `${source.mount} on ${servers.join(', ')} moves from ${source.export} to ${gateway.export}`,
    `released by ${gateNames}`,
    `every file is compared by ${verify.depth}`,
  ].join('; ');
}

const weight = ({ risk }: Change): number =>
  risk === undefined ? risks.length : risks.indexOf(risk);

// What the loader derives from other keys changes with them.
const derived = new Set(['storage-region']);

/** Values by their path as in the YAML; a list is one value. */
function leaves(runbook: Runbook): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      found.set(path.join('.'), value);
    else
      for (const [key, member] of Object.entries(value))
        walk(member, [...path, path[1] === 'options' ? key : yamlKey(key)]);
  };
  walk(runbook, []);
  for (const path of derived) found.delete(path);
  // An empty list and no list are the same to a run.
  for (const [path, value] of found)
    if (value === undefined || (Array.isArray(value) && value.length === 0)) found.delete(path);
  return found;
}

/** `newerLimit` is `newer-limit` in the YAML, `timeoutMs` is `timeout`. */
const yamlKey = (key: string): string =>
  key.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
