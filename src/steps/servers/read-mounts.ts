// What the servers say of their mounts. A rollback acts on this and on nothing else.
import { CutoverError } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { readMountsRun } from './mount-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { eachAnswer } from './each-server.ts';
import type { ServerFailure } from './each-server.ts';
import type { Fence } from './fence.ts';
import { refused, required, runDocument, runOnServers } from './run-document.ts';
import type { Answer } from './run-document.ts';

export interface ServerMounts {
  readonly server: string;
  /** Which layer serves the source's path. */
  readonly serves: 'source' | 'gateway' | 'nothing' | 'something else';
  /** What is mounted at the source's path, `host:/path`, or ''. */
  readonly at: string;
  /** How many file systems are mounted there, one above the other. */
  readonly layers: number;
  readonly options: string;
  /** The line of /etc/fstab for the source's path. */
  readonly fstab: string;
  /** The run that switched this server to the gateway, or ''. */
  readonly switchedBy: string;
  /** When it did, ISO 8601, or ''. */
  readonly switchedAt: string;
  /** The run whose change of this mount was begun and has not ended, or ''. */
  readonly changingBy: string;
  /** The run whose switch was confirmed by a write that reached the bucket, or ''. */
  readonly confirmedBy: string;
  /** When it was, by the server's clock, ISO 8601, or ''. */
  readonly confirmedAt: string;
  /** How many seconds ago that was, by the same clock; undefined if the server does not know. */
  readonly confirmedSeconds: number | undefined;
  /** The run that made the source read-only here, or ''. */
  readonly frozenBy: string;
  /** The boot in which a mount of the gateway was left lazily, as long as that boot lasts, or ''. */
  readonly detached: string;
  /** Something of the freeze is still kept here: the script that leads back by hand, or the closed folder below the mount. */
  readonly keepsWayBack: boolean;
  /** The boot that it is now, or '' where the server does not know. */
  readonly boot: string;
}

/** Reads the mounts of all servers; waits for a change that is under way. `fence` learns how long each has been up. */
export async function readMounts(
  context: StepContext,
  ssm: Ssm,
  fence?: Fence,
): Promise<readonly ServerMounts[]> {
  const read = readMountsRun(context.runbook, context.run.id);
  const answers = await runDocument(context, ssm, read, fence);
  return answers.map((answer) => mountsIn(context, answer));
}

/** The same for a way back: a server that does not say what it serves stands in `failed`. */
export async function readMountsOfEach(
  context: StepContext,
  ssm: Ssm,
  servers: readonly string[],
): Promise<{ readonly done: readonly ServerMounts[]; readonly failed: readonly ServerFailure[] }> {
  const read = readMountsRun(context.runbook, context.run.id, servers);
  const ran = await runOnServers(context, ssm, read);
  return eachAnswer(ran, (answer) => mountsIn(context, answer));
}

/** Asks the servers once more, where their last answer is too old for a document that goes forward. */
export async function askAgain(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  servers: readonly string[],
): Promise<void> {
  if (fence.isFresh(servers)) return;
  await runDocument(context, ssm, readMountsRun(context.runbook, context.run.id, servers), fence);
}

function mountsIn(context: StepContext, answer: Answer): ServerMounts {
  if (answer.refusal) throw refused('reading the mounts', answer, READ_CURES);
  const at = required(answer, 'at-source');
  return {
    server: answer.server,
    serves: layerAt(context, at),
    at,
    layers: Number(required(answer, 'at-source-mounts')),
    options: answer.values.get('at-source-options') ?? '',
    fstab: answer.values.get('fstab') ?? '',
    switchedBy: answer.values.get('switched-run') ?? '',
    switchedAt: answer.values.get('switched-at') ?? '',
    changingBy: answer.values.get('changing-run') ?? '',
    confirmedBy: answer.values.get('confirmed-run') ?? '',
    confirmedAt: answer.values.get('confirmed-at') ?? '',
    confirmedSeconds: secondsIn(answer.values.get('confirmed-age')),
    frozenBy: answer.values.get('frozen-run') ?? '',
    detached: answer.values.get('detached') ?? '',
    keepsWayBack: answer.values.get('way-back') === 'kept',
    boot: answer.values.get('boot') ?? '',
  };
}

const secondsIn = (text = ''): number | undefined =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;

function layerAt(context: StepContext, at: string): ServerMounts['serves'] {
  const { source, gateway } = context.runbook;
  if (at === source.export) return 'source';
  if (at === gateway.export) return 'gateway';
  return at === '' ? 'nothing' : 'something else';
}

const READ_CURES: Readonly<Record<string, string>> = {
  locked: 'a change of mounts is still under way on the server: re-run this job when it has ended',
};

/** Throws `not-ready` unless every server serves the source at its path. `fence` learns how long each has been up. */
export async function assertSourceServes(
  context: StepContext,
  ssm: Ssm,
  fence?: Fence,
): Promise<void> {
  const other = (await readMounts(context, ssm, fence)).filter(({ serves }) => serves !== 'source');
  if (other.length > 0) throw notSource(context, other);
}

/** The error for servers on which something else than the source serves its path. */
export const notSource = (context: StepContext, mounts: readonly ServerMounts[]): CutoverError =>
  new CutoverError('not-ready', {
    what: `the mount at ${context.runbook.source.mount}`,
    expected: `the source, ${context.runbook.source.export}, on every server`,
    got: mounts.map((one) => `${one.server}: ${describeMounts(one)}`).join('; '),
    cure: 'if the gateway serves already, do not copy or freeze any more; otherwise correct the export in the runbook',
  });

/** What a server serves, whether it takes writes, and what a boot would mount: one line for people. */
export function describeServer(mounts: ServerMounts): string {
  const { changingBy, fstab, serves } = mounts;
  const [from = '', , , options = ''] = fstab.trim().split(/\s+/);
  const parts = [
    `serves ${describeMounts(mounts)}`,
    ...(isFrozen(mounts) ? [`frozen by run ${mounts.frozenBy}`] : []),
    serves === 'nothing' ? '' : isReadOnly(mounts) ? 'read-only' : 'takes writes',
    ...(changingBy === '' ? [] : [`a change by run ${changingBy} has not ended`]),
    ...(mounts.detached === '' ? [] : ['a mount was left lazily, boot this server']),
    `/etc/fstab: ${from === '' ? 'no line' : `${from}${isOption(options, 'ro') ? ', read-only' : ''}`}`,
  ];
  return visible(parts.filter((part) => part !== '').join('; '));
}

/** Whether what the server serves takes no writes. */
export const isReadOnly = (mounts: ServerMounts): boolean =>
  isFrozen(mounts) || isOption(mounts.options, 'ro');

/** The note of a freeze outlives the switch: under the gateway it says nothing any more. */
const isFrozen = ({ frozenBy, serves }: ServerMounts): boolean =>
  frozenBy !== '' && serves !== 'gateway';

const isOption = (options: string, option: string): boolean => options.split(',').includes(option);

/** One line per server, for errors and facts. */
export const describeMounts = (mounts: ServerMounts): string =>
  `${mounts.serves}${mounts.at === '' ? '' : ` (${mounts.at}, ${mounts.options})`}`;
