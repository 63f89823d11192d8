// A look before a gate leaves a digest of what it has seen. The act behind the gate sees the same, or does nothing.
import { digest } from '../../core/canonical-json.ts';
import { CutoverError } from '../../core/errors.ts';

/** SHA-256 of the canonical JSON of what a look has seen, hex. */
export const seenDigest = (seen: object): string => digest(seen);

/** Throws `drift` where an approval was about something else than `now`; passes where none is named. */
export function assertSeen(what: string, approved: string | undefined, now: string): void {
  if (approved === undefined || approved === now) return;
  throw new CutoverError('drift', {
    what,
    expected: `what the reviewers were asked about (${approved})`,
    got: `something else (${now})`,
    cure: 'nothing was changed by this job. Start a new run: it looks and asks again',
  });
}
