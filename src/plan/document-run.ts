// A run of a document: which one, on which servers, with which parameters, and how long it may take.
import { dirname } from 'node:path/posix';
import { DOCUMENT_TIMEOUT_SECONDS } from '../core/document-limits.ts';
import type { DocumentName } from '../core/document-limits.ts';
import type { OutputPlace } from '../core/requests/ssm.ts';
import type { Runbook } from '../runbook/runbook.ts';

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
  /** How long the document may take; without it, its kind decides. */
  readonly seconds?: number;
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

/** Which run asks, and the notes of its migration: two migrations of one server must not read each other's. */
export const notes = (runbook: Runbook, run: string) => ({
  Run: run,
  StatePath: `/var/lib/nfs-cutover/${runbook.name}`,
});

/**
 * What a document that changes a server carries of the journal: the epoch, who owns it, what was approved, and until when
 * it may begin there. Empty as long as nothing claims an epoch.
 */
export const UNFENCED = {
  ProcPath: PROC,
  Journal: '',
  Migration: '',
  Epoch: '',
  Nonce: '',
  Owner: '',
  Approval: '',
  MustKnow: '',
  BootId: '',
  Deadline: '',
};

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

/** The NFS file system is one: test files and manifests are made on the first server alone. */
export const firstServer = ({ application }: Runbook): readonly string[] =>
  application.servers.slice(0, 1);

/** The folder below the mount in which a step proves that the application's user can write; '' for the root. */
export const probeFolder = ({ canary }: Runbook): string => folderOf(canary.to);

/** The folder of a path below the mount; '' for the root. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}
