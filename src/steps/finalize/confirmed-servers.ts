// Reads whether the gateway has served every server since the confirmed run, for as long as the runbook asks.

import { formatDuration } from '../../core/values/duration.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import { describeMounts, readMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

/** The run that must have been confirmed on every server, and how long ago. */
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
  /** What leads back by hand is still there. */
  readonly keepsWayBack: boolean;
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
  const checked = mounts.map((one) => checkServer(context, one, wanted));
  return {
    servers: checked.flatMap(({ server }) => (server === undefined ? [] : [server])),
    problems: checked.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}

interface CheckedServer {
  readonly server?: ConfirmedServer;
  readonly problem?: Failure;
}

function checkServer(
  context: StepContext,
  one: ServerMounts,
  { run, holdMs }: Confirmation,
): CheckedServer {
  const { source, gateway } = context.runbook;
  if (one.serves !== 'gateway' || one.layers !== 1 || one.changingBy !== '')
    return {
      problem: {
        what: `the mount at ${source.mount} on ${one.server}`,
        expected: `the gateway, ${gateway.export}, alone`,
        got: asItIs(one),
        cure: 'keep the task: while a server uses the old NFS server, only the task can copy again',
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
  return checkHold(one, holdMs);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function checkHold(one: ServerMounts, holdMs: number): CheckedServer {
  const { server, confirmedAt, confirmedSeconds, keepsWayBack } = one;
  const confirmed = ISO.test(confirmedAt) ? Date.parse(confirmedAt) : NaN;
  if (Number.isNaN(confirmed) || confirmedSeconds === undefined)
    return {
      problem: {
        what: `how long the gateway has served ${server}`,
        expected: 'the time of the confirmation',
        got: confirmedAt === '' ? 'nothing' : visible(confirmedAt),
        cure: 'look at the note "confirmed" in the state folder on the server',
      },
    };
  const holdEnds = new Date(confirmed + holdMs).toISOString().replace('.000Z', 'Z');
  if (confirmedSeconds * 1000 >= holdMs)
    return { server: { server, confirmedAt, holdEnds, keepsWayBack } };
  return {
    problem: {
      what: `the hold of ${formatDuration(holdMs)} on ${server}`,
      expected: `to be over; it ends at ${holdEnds}`,
      got:
        confirmedSeconds < 0
          ? `confirmed at ${confirmedAt}; that server's clock says that this time is in the future`
          : `${formatDuration(confirmedSeconds * 1000)} since ${confirmedAt}`,
      cure: `start this workflow again after ${holdEnds}`,
    },
  };
}

function asItIs(one: ServerMounts): string {
  if (one.changingBy !== '')
    return `a change that run ${visible(one.changingBy)} began and did not end`;
  const more = one.layers > 1 ? `, above ${one.layers - 1} more` : '';
  return `${visible(describeMounts(one))}${more}`;
}
