// Whether the gateway is fast enough: compares the times of the same work on source and gateway.
import { formatBytes } from '../../../core/values/bytes.ts';
import type { Speed } from '../../../runbook/runbook.ts';
import type { Finding } from '../finding.ts';

/** The same work on source and gateway, in milliseconds of the server's clock. */
export interface Times {
  readonly source: number;
  readonly gateway: number;
}

export interface Measured {
  /** Undefined: no file is on source and gateway. */
  readonly read:
    | (Times & {
        readonly files: number;
        readonly bytes: number;
        /** `cached`: reading past the server's cache was not possible. */
        readonly way: 'direct' | 'cached';
      })
    | undefined;
  /** Undefined if the runbook asks for no writing. */
  readonly write: Times | undefined;
  readonly rename: Times | undefined;
}

/** A server needs this to start a few processes: a shorter time says nothing about storage. */
const LEAST_MILLISECONDS = 10;

/** A finding for reading; if the runbook asks for it, one for writing and one for renaming. */
export function judgeSpeed(speed: Speed, { read, write, rename }: Measured): readonly Finding[] {
  const { files, size } = speed;
  const amount = `${files} files of ${formatBytes(size)}`;
  return [
    read === undefined
      ? NO_FILE
      : judgeTimes(
          speed,
          'Reading',
          read,
          `${read.files} ${read.files === 1 ? 'file' : 'files'}, ${formatBytes(read.bytes)}${WAYS[read.way]}`,
        ),
    ...(speed.write
      ? [
          judgeWritten(speed, 'Writing', write, amount),
          judgeWritten(speed, 'Renaming', rename, amount),
        ]
      : []),
  ];
}

const WAYS = {
  direct: " past the server's cache",
  cached: " through the server's cache, as it could not be bypassed",
} as const;

const NO_FILE: Finding = {
  area: 'Speed',
  check: 'Reading through the gateway',
  state: 'unproven',
  found:
    'no file beside canary.copy is on source and gateway with the same size and readable; expected at least one to measure with',
  cure: "refresh the share's cache, or name a canary.copy whose folder has arrived",
};

function judgeWritten(
  speed: Speed,
  verb: string,
  times: Times | undefined,
  amount: string,
): Finding {
  if (times !== undefined) return judgeTimes(speed, verb, times, amount);
  return {
    area: 'Speed',
    check: `${verb} through the gateway`,
    state: 'unproven',
    found: `it was not measured; expected ${amount} on source and gateway`,
    cure: 're-run this job; without it take "write: true" out of the runbook',
  };
}

function judgeTimes(
  { slowerThan }: Speed,
  verb: string,
  { source, gateway }: Times,
  amount: string,
): Finding {
  const subject = { area: 'Speed', check: `${verb} through the gateway` } as const;
  const times = `${amount}: ${source} ms on the source, ${gateway} ms through the gateway`;
  if (!(source >= 0 && gateway >= 0))
    return {
      ...subject,
      state: 'unproven',
      found: `${times}; expected times of 0 ms or more`,
      cure: "look at the server's clock, then re-run this job",
    };
  const ratio = gateway / Math.max(source, LEAST_MILLISECONDS);
  const words = `${times}, ${ratio.toFixed(1)} times`;
  if (ratio <= slowerThan)
    return { ...subject, state: 'pass', found: `${words}; at most ${slowerThan} are allowed` };
  return {
    ...subject,
    state: 'fail',
    found: `${words}; expected at most ${slowerThan}`,
    cure: "look at the gateway's CPU, cache disk and network (CachePercentDirty, IoWaitPercent) and at the way to it, or agree on another preflight.speed.slower-than",
  };
}
