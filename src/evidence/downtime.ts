// How long each server did not serve its applications, from the records of a run.
import type { Fact, StepRecord } from '../core/record.ts';
import { formatDuration } from '../core/values/duration.ts';
import { REFUSED_FIRST } from './run-ending.ts';

/** From the last moment of service to the first proof of the next, or why nobody knows how long that was. */
export interface Stretch {
  readonly attempt: number;
  readonly seconds: number | null;
  readonly says: string;
  /** When the step began that ended the service; ISO 8601, UTC. Absent where no record says so. */
  readonly from?: string;
  /** When the step ended that proved the next service, and what serves since. Absent where no record says so. */
  readonly to?: string;
  readonly then?: 'gateway' | 'source';
}

export interface Downtime {
  readonly server: string;
  readonly stretches: readonly Stretch[];
}

/** As a record has it: on the server's own clock, so that only one of the same boot can be compared with it. */
interface Moment {
  readonly server: string;
  readonly boot: string;
  readonly uptime?: number;
  readonly by: string;
}

/**
 * By server, in the order of `servers`; one that no freeze has reached is left out. `records` are those of all attempts,
 * in the order of time.
 */
export const downtimes = (
  records: readonly StepRecord[],
  servers: readonly string[],
): readonly Downtime[] =>
  servers
    .map((server) => ({ server, stretches: stretchesOf(records, server) }))
    .filter(({ stretches }) => stretches.length > 0);

/** One line for each server: `4 min 12 s, from … to …`; with more than one attempt each says which. */
export const downtimeFacts = (of: readonly Downtime[]): readonly Fact[] =>
  of.map((one) => ({ name: `Downtime of ${one.server}`, value: inWords(one) }));

function inWords({ stretches }: Downtime): string {
  const attempts = new Set(stretches.map(({ attempt }) => attempt));
  return stretches
    .map(({ attempt, says }) => (attempts.size > 1 ? `attempt ${attempt}: ${says}` : says))
    .join('; ');
}

interface Open {
  readonly attempt: number;
  readonly from: string;
  /** Undefined where the step has failed, and may have reached the server. */
  readonly begin: Moment | undefined;
}

function stretchesOf(records: readonly StepRecord[], server: string): Stretch[] {
  const found: Stretch[] = [];
  let open: Open | undefined;
  for (const record of records) {
    if (beginsIn(record)) open ??= openedBy(record, server);
    if (!endsIn(record)) continue;
    const end = momentIn(record.data.served, server);
    const place = placed(open, record);
    if (end !== undefined) found.push({ ...place, ...measured(open?.begin, end) });
    // A thaw that finds nothing shows that a freeze which failed had not reached the server.
    else if (open?.begin !== undefined) found.push({ ...place, ...unknown(NOT_BY_US) });
    open = undefined;
  }
  if (open !== undefined) found.push({ ...placed(open), ...unknown(NOT_ENDED) });
  return found;
}

type Place = Pick<Stretch, 'attempt' | 'from' | 'to' | 'then'>;

/** Where it lies in the run: a length is measured on the server's clock, these are the times of our records. */
const placed = (open: Open | undefined, end?: StepRecord): Place => ({
  attempt: open?.attempt ?? end?.attempt ?? 1,
  ...(open !== undefined && { from: open.from }),
  ...(end !== undefined && {
    to: end.endedAt,
    then: end.step === 'switch-mount' ? ('gateway' as const) : ('source' as const),
  }),
});

/** A freeze that may have reached a server. */
const beginsIn = ({ data, error, step }: StepRecord): boolean =>
  step === 'freeze-source' &&
  data.thawed === undefined &&
  data.others !== true &&
  !(error !== undefined && [...REFUSED_FIRST, 'not-ready'].includes(error.code));

const openedBy = (
  { attempt, data, error, startedAt }: StepRecord,
  server: string,
): Open | undefined => {
  const begin = momentIn(data.down, server);
  return begin === undefined && error === undefined
    ? undefined
    : { attempt, from: startedAt, begin };
};

const endsIn = ({ data, step, verdict }: StepRecord): boolean =>
  verdict === 'pass' &&
  ((step === 'switch-mount' && data.state === 'gateway' && data.served !== undefined) ||
    (step === 'freeze-source' && data.thawed !== undefined));

function measured(begin: Moment | undefined, end: Moment): Pick<Stretch, 'seconds' | 'says'> {
  if (begin === undefined) return unknown('no record says when its service ended');
  const seconds = secondsBetween(begin, end);
  if (typeof seconds === 'string') return unknown(seconds);
  const says = `${formatDuration(seconds * 1000)}, from ${FROM[begin.by] ?? begin.by} to ${TO[end.by] ?? end.by}, on its own clock`;
  return { seconds, says };
}

function secondsBetween(begin: Moment, end: Moment): number | string {
  if (begin.boot === '' || end.boot === '') return 'the server did not say which boot it was';
  if (begin.boot !== end.boot) return 'the server was booted meanwhile';
  if (begin.uptime === undefined || end.uptime === undefined)
    return 'the server did not say how long it had been up';
  return end.uptime < begin.uptime
    ? 'the clock of the server went backwards'
    : end.uptime - begin.uptime;
}

const FROM: Readonly<Record<string, string>> = {
  services: 'the stop of its services',
  freeze: 'the freeze',
};
const TO: Readonly<Record<string, string>> = {
  services: 'their proven start',
  confirmation: 'its first proven read through the gateway',
  thaw: 'the thaw',
};

const NOT_ENDED = 'no record says that it serves again';
const NOT_BY_US = 'it served again by what no record shows';

const unknown = (why: string): Pick<Stretch, 'seconds' | 'says'> => ({
  seconds: null,
  says: `not measured: ${why}`,
});

function momentIn(moments: unknown, server: string): Moment | undefined {
  if (!Array.isArray(moments)) return undefined;
  return (moments as readonly Moment[]).find((one) => one.server === server);
}
