// Whether the servers bear out what the records of a run say of its end.
import type { State } from './run-ending.ts';

/** What a server serves at the end of a run. */
export interface Seen {
  readonly server: string;
  readonly serves: string;
  readonly readOnly: boolean;
}

/**
 * A sentence where the servers that answered are otherwise than the records say, or show that nothing is left although the
 * records do not; undefined where they agree. `all`: every server has answered.
 */
export function otherThanRecords(
  { ending, left }: State,
  seen: readonly Seen[],
  all: boolean,
): string | undefined {
  const sound = (one: Seen): boolean => one.serves === 'source' && !one.readOnly;
  if (ending === 'confirmed') {
    const other = seen.filter(({ serves }) => serves !== 'gateway');
    return other.length === 0
      ? undefined
      : `The records say that the gateway serves. ${names(other)} ${other.length === 1 ? 'does' : 'do'} not serve it.`;
  }
  if (left === 'nothing') {
    const other = seen.filter((one) => !sound(one));
    return other.length === 0
      ? undefined
      : `The records say that nothing is left on the servers. ${names(other)} ${other.length === 1 ? 'does' : 'do'} not serve the source, or not for writing.`;
  }
  const gateway = seen.filter(({ serves }) => serves === 'gateway');
  if (left === 'frozen' && gateway.length > 0)
    return `The records say that the source is read-only, and that nothing is switched. ${names(gateway)} ${gateway.length === 1 ? 'serves' : 'serve'} the gateway.`;
  if (!all || seen.length === 0 || !seen.every(sound)) return undefined;
  return 'Every server has answered now: each serves the source, and takes writes. Nothing is left on them.';
}

const names = (of: readonly Seen[]): string => of.map(({ server }) => server).join(', ');
