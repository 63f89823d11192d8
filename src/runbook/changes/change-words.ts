// How the change of a runbook's value is worded: sentences, and the mark of what is riskier than before.

import { formatDuration } from '../../core/values/duration.ts';
import { show } from '../problem.ts';

/** What a reviewer must look at first, gravest first. */
export const risks = [
  'new runbook',
  'weaker gate',
  'other account',
  'other bucket',
  'other task or share',
  'other source',
  'new server',
  'server left out',
  'may delete',
  'weaker proof',
  'wider folder',
  'other user',
  'longer wait',
  'other events',
  'weaker mount',
] as const;

export type Risk = (typeof risks)[number];

/** A change in words: the key, what happens to it, and what is riskier than before. */
export interface Change {
  /** As in the YAML: `gates.sign-off`; empty for the runbook as a whole. */
  readonly path: string;
  readonly says: string;
  readonly risk?: Risk;
}

/** What one rule finds at its key. Either value is undefined where the key is absent. */
export type Rule = (before: unknown, after: unknown) => readonly Omit<Change, 'path'>[];

const marked = (says: string, risk: Risk | false | undefined): Omit<Change, 'path'>[] => [
  risk === undefined || risk === false ? { says } : { says, risk },
];

const word = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'number' ? String(value) : show(value);

/** Another value, neither more nor less. */
export const other =
  (what: string, risk?: Risk): Rule =>
  (before, after) =>
    marked(`${what} changes from ${word(before)} to ${word(after)}`, risk);

/** A length of time; more of it is riskier. */
export const wait =
  (what: string): Rule =>
  (before, after) => {
    const longer = Number(after) > Number(before);
    const times = [before, after].map((value) => formatDuration(Number(value)));
    const verb = longer ? 'grows' : 'falls';
    return marked(`${what} ${verb} from ${times.join(' to ')}`, longer && 'longer wait');
  };

/** Words in order from weak to strong; words outside of it are weakest. */
export const strength =
  (what: string, order: readonly string[], risk: Risk, absent = 'none'): Rule =>
  (before, after) => {
    const [from, to] = [before ?? absent, after ?? absent].map(String) as [string, string];
    const falls = order.indexOf(to) < order.indexOf(from);
    return marked(`${what} ${falls ? 'falls' : 'rises'} from ${from} to ${to}`, falls && risk);
  };

/**
 * A number; `falls` or `rises` says which way is riskier. `all` is more than any number, and no number is the riskiest.
 */
export const amount =
  (
    what: string,
    riskier: 'falls' | 'rises',
    risk: Risk,
    shown: (value: unknown) => string = String,
  ): Rule =>
  (before, after) => {
    const none = riskier === 'falls' ? -Infinity : Infinity;
    const size = (value: unknown): number =>
      value === undefined ? none : value === 'all' ? Infinity : Number(value);
    const verb = size(after) < size(before) ? 'falls' : 'rises';
    const [from, to] = [before, after].map((value) =>
      value === undefined ? 'none' : shown(value),
    );
    return marked(`${what} ${verb} from ${from ?? ''} to ${to ?? ''}`, verb === riskier && risk);
  };

/** Members of a list that come and go, each with its own sentence and risk. */
export const members =
  (
    added: readonly [says: (member: string) => string, risk?: Risk],
    removed: readonly [says: (member: string) => string, risk?: Risk],
    moved: string,
  ): Rule =>
  (before, after) => {
    const [old, now] = [before ?? [], after ?? []] as [readonly string[], readonly string[]];
    const found = [
      ...now.filter((m) => !old.includes(m)).flatMap((m) => marked(added[0](m), added[1])),
      ...old.filter((m) => !now.includes(m)).flatMap((m) => marked(removed[0](m), removed[1])),
    ];
    return found.length > 0 ? found : [{ says: moved }];
  };

/** A folder or prefix; one that holds the old one is wider. */
export const prefix =
  (what: string, risk: Risk): Rule =>
  (before, after) => {
    const [from, to] = [before ?? '', after ?? ''].map(String) as [string, string];
    const wider = from !== to && from.startsWith(to);
    const says = `${what} ${wider ? 'widens' : 'changes'} from ${show(from)} to ${show(to)}`;
    return marked(says, wider ? 'wider folder' : risk);
  };

/** Mount options, one by one. An option that waits for the server no longer is riskier. */
export const mountOptions =
  (what: string): Rule =>
  (before, after) => {
    const [old, now] = [before, after].map((text) => String(text).split(',')) as [
      string[],
      string[],
    ];
    const more = now.filter((option) => !old.includes(option)).map((option) => `+${option}`);
    const less = old.filter((option) => !now.includes(option)).map((option) => `-${option}`);
    const weaker = more.some((option) => /^\+(soft|async|nolock|nosuid=.*)$/.test(option));
    const gone = less.includes('-hard');
    const list = [...more, ...less].join(' ');
    const says = list === '' ? `${what} stand in another order` : `${what} change: ${list}`;
    return marked(says, (weaker || gone) && 'weaker mount');
  };

/** A sentence about a member of a list. */
export const quoted =
  (before: string, after = '') =>
  (member: string): string =>
    `${before}${show(member)}${after}`;
