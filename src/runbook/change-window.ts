// The change window of a runbook: whether a run may go on at a moment, and the same in words.
import type { Instant } from '../core/clock.ts';
import type { Failure } from '../core/errors.ts';
import { formatDuration } from '../core/values/duration.ts';
import { utc } from '../core/values/instant.ts';
import type { ChangeWindow } from './runbook.ts';

/** What a run is about to do: ask people to approve it, begin behind its gate, freeze, and behind the freeze the rest. */
export type Moment = 'plan' | 'begin' | 'freeze' | 'transfer' | 'proof' | 'switch';

const ABOUT_TO: Readonly<Record<Moment, string>> = {
  plan: 'a run until cutover',
  begin: 'the begin of the cutover',
  freeze: 'the freeze of the source',
  transfer: 'the last transfer',
  proof: 'a proof behind the freeze',
  switch: 'the switch to the gateway',
};

/** Why the change window does not allow it at `now`, or undefined. To plan ahead of it is allowed. */
export function windowFault(
  window: ChangeWindow,
  moment: Moment,
  now: Instant,
): Failure | undefined {
  const from = moment === 'begin' || moment === 'freeze' ? window.notBefore : undefined;
  const frozen = moment === 'transfer' || moment === 'proof' || moment === 'switch';
  const until = frozen ? window.giveUpAt : window.notAfter;
  const early = from !== undefined && now < Date.parse(from);
  if (!early && now <= Date.parse(until)) return undefined;
  return {
    what: `${ABOUT_TO[moment]} in the change window`,
    expected: `a time ${from === undefined ? 'not after' : `from ${utc(from)} until`} ${utc(until)} (change.window in the runbook)`,
    got: utc(new Date(now).toISOString()),
    cure: early ? EARLY : frozen ? GIVE_UP : LATE,
  };
}

/** A job may last six hours. The window must be over before, and half an hour is kept for a rollback. */
export const AHEAD_MS = 5.5 * 3_600_000;

/** How long a job behind the gate waits for the begin of the window; 0 where it has begun, or is too far ahead. */
export function timeUntilBegin(window: ChangeWindow | undefined, now: Instant): number {
  if (window === undefined || Date.parse(window.giveUpAt) - now > AHEAD_MS) return 0;
  return Math.max(0, Date.parse(window.notBefore) - now);
}

const ANOTHER =
  'agree on another change window, write it into the runbook by pull request, and start a new run';
const EARLY = `nothing was frozen: start a new run, and approve it at most ${formatDuration(AHEAD_MS)} before give-up-at`;
const LATE = `nothing was frozen: ${ANOTHER}`;
const GIVE_UP = `nothing was switched, and this job rolls back by itself: ${ANOTHER}`;

/** `freeze from … until …, switch until …`. */
export const windowInWords = ({ notBefore, notAfter, giveUpAt }: ChangeWindow): string =>
  `freeze from ${utc(notBefore)} until ${utc(notAfter)}, switch until ${utc(giveUpAt)}`;

/** The same, and where `now` stands in it. */
export function windowAt(window: ChangeWindow, now: Instant): string {
  const [begin, end] = [Date.parse(window.notBefore), Date.parse(window.notAfter)];
  const stands =
    now < begin
      ? `begins in ${formatDuration(begin - now)}`
      : now <= end
        ? `open for ${formatDuration(end - now)} more`
        : 'over';
  return `${windowInWords(window)}; ${stands}`;
}
