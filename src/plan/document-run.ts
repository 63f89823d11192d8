// A run of a document: which one, on which servers, with which parameters, and how long it may take.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { DOCUMENT_TIMEOUT_SECONDS } from '../core/document-limits.ts';
import type { DocumentName } from '../core/document-limits.ts';
import { journalPrefix } from '../core/requests/s3.ts';
import type { OutputPlace } from '../core/requests/ssm.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { placeholder } from './placeholders.ts';

/** How long a server may take to pick a command up. */
export const DELIVERY_SECONDS = 60;

/** Most documents give up by themselves well before this. */
const READ_SECONDS = 600;
/** A change of mounts may use all of the time that its document gives it. */
const CHANGE_SECONDS = DOCUMENT_TIMEOUT_SECONDS['switch-mount'];

/** How long the document of a run may take. */
export const secondsOf = ({ kind, seconds }: DocumentRun): number =>
  seconds ?? (kind === 'change' ? CHANGE_SECONDS : READ_SECONDS);

/** When a command's answer is given up: after its delivery, its run, and a minute for the service. */
export const commandDeadlineMs = (seconds: number): number =>
  (DELIVERY_SECONDS + seconds + 60) * 1000;

/** One of our documents on some servers, as it is sent; values as text, which is sent as base64. */
export interface DocumentRun {
  /** Its name in infra/documents. */
  readonly document: DocumentName;
  /**
   * `read`: may be cancelled at any time. `change`: a change of mounts; once it has begun on a server, it runs to one
   * of its two ends.
   */
  readonly kind: 'read' | 'change';
  readonly servers: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  /** What a server gets otherwise than the others: its parameters take the place of those for all. */
  readonly own?: (server: string) => Readonly<Record<string, string>>;
  /** Set where one answer is of no use without the others: with the first server that fails, a `read` ends on all. */
  readonly together?: true;
  /** How long the document may take; without it, its kind decides. */
  readonly seconds?: number;
  /**
   * Set for a document that changes a server, which then carries an epoch. `forward`: it also carries its approval, and
   * comes too late after a while. `back`: judged by its epoch alone.
   */
  readonly fence?: 'forward' | 'back';
  /** Where the whole output goes, for documents that print more than an answer holds. */
  readonly output?: OutputPlace;
}

/** The name under which a document is deployed. */
export const deployedName = (document: DocumentName): string => `nfs-cutover-${document}`;

export const FSTAB = '/etc/fstab';

/** The proc file system of the servers. */
export const PROC = '/proc';

/** One lock for all runbooks; in a folder of root's own, so that nobody else can hold it. */
export const LOCK = '/run/nfs-cutover/lock';

/** Which run asks, and where its notes lie. They are of the mount: who shares it, shares them, whatever the runbook's name. */
export const notes = (runbook: Runbook, run: string) => ({
  Run: run,
  StatePath: statePath(runbook),
});

/** The folder of the notes about the source's mount on a server: a name to be read, and a digest that tells mounts apart. */
export function statePath({ source }: Pick<Runbook, 'source'>): string {
  const name = source.mount.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  // A plan doubles the braces of its texts: it and its run must find the same name.
  const mount = source.mount.replaceAll(/\{+/g, '{').replaceAll(/\}+/g, '}');
  const digest = createHash('sha256').update(mount).digest('hex').slice(0, 12);
  return `/var/lib/nfs-cutover/${name.slice(0, 60)}-${digest}`;
}

/**
 * What a document that changes a server carries of the journal: the epoch, who owns it, what was approved, and the epoch
 * that the server must know. Its last answer bounds when it may begin: on the same boot, until so many seconds after it.
 */
export const FENCE_NAMES = [
  ...(['Journal', 'Migration', 'Epoch', 'Nonce', 'Owner', 'Approval', 'MustKnow'] as const),
  ...(['BootId', 'Deadline'] as const),
] as const;

export type FenceName = (typeof FENCE_NAMES)[number];

/** The identity of a share's journal, one word: its bucket and its place there. */
export const journalName = ({ evidence, gateway }: Runbook): string =>
  `${evidence.bucket}/${journalPrefix(gateway.share)}`;

/** The fence's parameters of a document, as a plan shows them. */
export function plannedFence(
  runbook: Runbook,
  way: DocumentRun['fence'],
): Readonly<Partial<Record<FenceName, string>>> {
  if (way === undefined) return {};
  return {
    Journal: journalName(runbook),
    Migration: placeholder('migration'),
    Epoch: placeholder('epoch'),
    Nonce: placeholder('nonce'),
    Owner: placeholder('epoch-owner'),
    Approval: placeholder('approval'),
    MustKnow: placeholder('must-know'),
    ...(way === 'forward' && { BootId: placeholder('boot-id'), Deadline: placeholder('deadline') }),
  };
}

/** What to do where a document refuses for a reason that all documents share that change a server. */
export const SHARED_CURES: Readonly<Record<string, string>> = {
  'no-space': 'free some space there, then re-run this job',
  overtaken:
    'another job has taken over this migration: look at its run; this job must not go on, and has nothing to undo there',
  'other-journal':
    'the server belongs to the migration of another journal: finish or abandon that one, or correct the runbook',
  'not-approved': 'start a new run: what was approved is not what this job is about to do',
  'state-lost':
    'find out who has removed the notes below /var/lib/nfs-cutover: the server goes forward again after a new claim',
  rebooted: 'the server was booted meanwhile: look at its mounts, then re-run this job',
  'too-late':
    'the command came later than it may begin: check that the agent of the server is online, then re-run this job',
};

/** The comment of a command in Systems Manager: which run, job and step has sent it. */
export const commandComment = (run: string, job: string, step: string): string =>
  `nfs-cutover run ${run} ${job}/${step}`;

/** As whom tests are made: never as root. */
export const asApplication = ({ application }: Runbook) => ({
  User: application.user,
  Group: application.group,
});

/** Servers and parameters of a document that works as the application, on the first server alone. */
export const asApplicationOnFirst = (
  runbook: Runbook,
  run: string,
  parameters: Readonly<Record<string, string>>,
): Pick<DocumentRun, 'servers' | 'parameters'> => ({
  servers: firstServer(runbook),
  parameters: { ...notes(runbook, run), ...asApplication(runbook), ...parameters },
});

/** The NFS file system is one: test files are made on the first server alone. */
export const firstServer = ({ application }: Runbook): readonly string[] =>
  application.servers.slice(0, 1);

/** The folder below the mount in which a step proves that the application's user can write; '' for the root. */
export const probeFolder = ({ canary }: Runbook): string => folderOf(canary.to);

/** The folder of a path below the mount; '' for the root. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}
