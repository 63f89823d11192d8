// What the three times of the change window mean to a reviewer when they change.
import { utc } from '../../core/values/instant.ts';
import type { Rule } from './change-words.ts';

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

export const windowRules: Readonly<Record<string, Rule>> = {
  'change.window.not-before': time('the begin of the change window', 'earlier'),
  'change.window.not-after': time('the end of the change window', 'later'),
  'change.window.give-up-at': time('the time after which nothing is switched', 'later'),
};
