// Whether every server has been served by the gateway, confirmed by the run in question, for as long as the runbook asks.

import { formatDuration } from '../../core/values/duration.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import { describeMounts, readMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

/** What of `run` the servers say must have happened. */
export interface Confirmation {
  readonly run: string;
  readonly holdMs: number;
}

export interface ConfirmedServer {
  readonly server: string;
  /** By the server's clock, ISO 8601. */
  readonly confirmedAt: string;
  /** When the hold is over, by the same clock, ISO 8601. */
  readonly holdEnds: string;
}

export interface Confirmed {
  readonly servers: readonly ConfirmedServer[];
  readonly problems: readonly Failure[];
}

/** Reads what every server says; each problem names its server. Changes nothing. */
export async function readConfirmed(
  context: StepContext,
  ssm: Ssm,
  wanted: Confirmation,
): Promise<Confirmed> {
  const mounts = await readMounts(context, ssm);
  const judged = mounts.map((one) => judge(context, one, wanted));
  return {
    servers: judged.flatMap(({ server }) => (server === undefined ? [] : [server])),
    problems: judged.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}

interface Judged {
  readonly server?: ConfirmedServer;
  readonly problem?: Failure;
}

function judge(context: StepContext, one: ServerMounts, { run, holdMs }: Confirmation): Judged {
  const { source, gateway } = context.runbook;
  if (one.serves !== 'gateway' || one.layers !== 1 || one.changingBy !== '')
    return {
      problem: {
        what: `the mount at ${source.mount} on ${one.server}`,
        expected: `the gateway, ${gateway.export}, alone`,
        got: asItIs(one),
        cure: 'as long as the old server is used, its task is needed to copy again',
      },
    };
  if (one.confirmedBy !== run)
    return {
      problem: {
        what: `the switch of ${one.server}`,
        expected: `confirmed by run ${run}`,
        got:
          one.confirmedBy === '' ? 'not confirmed' : `confirmed by run ${visible(one.confirmedBy)}`,
        cure: 'name the run whose report ends with "confirmed"',
      },
    };
  return judgeTime(one, holdMs);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function judgeTime(one: ServerMounts, holdMs: number): Judged {
  const { server, confirmedAt, confirmedSeconds } = one;
  const confirmed = ISO.test(confirmedAt) ? Date.parse(confirmedAt) : NaN;
  if (Number.isNaN(confirmed) || confirmedSeconds === undefined)
    return {
      problem: {
        what: `how long ${server} has been served by the gateway`,
        expected: 'the time at which the switch was confirmed',
        got: confirmedAt === '' ? 'nothing' : visible(confirmedAt),
        cure: 'look at the note "confirmed" in the state folder on the server',
      },
    };
  const holdEnds = new Date(confirmed + holdMs).toISOString().replace('.000Z', 'Z');
  if (confirmedSeconds * 1000 >= holdMs) return { server: { server, confirmedAt, holdEnds } };
  return {
    problem: {
      what: `the hold of ${formatDuration(holdMs)} on ${server}`,
      expected: `to be over, which it is at ${holdEnds}`,
      got:
        confirmedSeconds < 0
          ? `confirmed at ${confirmedAt}, which lies in the future of that server's clock`
          : `${formatDuration(confirmedSeconds * 1000)} since ${confirmedAt}`,
      cure: `start this workflow again after ${holdEnds}`,
    },
  };
}

function asItIs(one: ServerMounts): string {
  if (one.changingBy !== '')
    return `a change that run ${visible(one.changingBy)} has begun and not ended`;
  const more = one.layers > 1 ? `, above ${one.layers - 1} more` : '';
  return `${visible(describeMounts(one))}${more}`;
}
