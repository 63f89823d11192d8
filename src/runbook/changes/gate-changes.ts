// What the keys of the gates and of the change window mean to a reviewer when they change: who decides, and when.
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import { show } from '../problem.ts';
import { APPROVAL_MS } from '../schema/keys.ts';
import { amount, members, other, quoted, type Rule, strength } from './change-words.ts';

// Without a number each gate needs a person of its own, which is the most that can be asked for.
function people(before: unknown, after: unknown): ReturnType<Rule> {
  const size = (value: unknown): number => (value === undefined ? Infinity : Number(value));
  const shown = (value: unknown): string =>
    value === undefined ? 'one for each gate' : `${value as number}`;
  const falls = size(after) < size(before);
  const says = `how many different people must approve ${falls ? 'falls' : 'rises'} from ${shown(before)} to ${shown(after)}`;
  return [falls ? { says, risk: 'weaker gate' } : { says }];
}

const validity = amount('how long an approval holds', 'rises', 'weaker gate', (value) =>
  formatDuration(Number(value)),
);

/** `wider` says which way more is allowed than before; without a window everything is. */
const time =
  (what: string, wider: 'earlier' | 'later'): Rule =>
  (before, after) => {
    const [old, now] = [before, after] as [string | undefined, string | undefined];
    const [from, to] = [old, now].map((one) => (one === undefined ? 'none' : utc(one)));
    const says = `${what} changes from ${from ?? ''} to ${to ?? ''}`;
    if (old === undefined) return [{ says }];
    if (now !== undefined && (now < old ? 'earlier' : 'later') !== wider) return [{ says }];
    return [{ says, risk: 'weaker gate' }];
  };

/** Without a calendar, or with another one, a run may go forward when it might not before. */
const calendar: Rule = (before, after) =>
  before === undefined
    ? [{ says: `the change calendar ${show(after)} must be open, too` }]
    : other('the change calendar', 'weaker gate')(before, after);

export const gateRules: Readonly<Record<string, Rule>> = {
  'gates.cutover': other('the gate of the cutover', 'weaker gate'),
  'gates.sign-off': members(
    [quoted('the reviewers of ', ' must approve, too')],
    [quoted('the reviewers of ', ' are no longer asked'), 'weaker gate'],
    'the sign-offs are asked for in another order',
  ),
  'gates.quorum': people,
  'gates.comment': strength(
    'what the comment of an approval must hold',
    ['none', 'digest'],
    'weaker gate',
    'digest',
  ),
  'gates.valid-for': (before = APPROVAL_MS, after = APPROVAL_MS) => validity(before, after),
  'change.calendar': calendar,
  'change.window.not-before': time('the begin of the change window', 'earlier'),
  'change.window.not-after': time('the end of the change window', 'later'),
  'change.window.give-up-at': time('the time after which nothing is switched', 'later'),
};
