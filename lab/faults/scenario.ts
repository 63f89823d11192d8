// A scenario: what goes wrong in a rehearsal. One small YAML file in lab/scenarios, every fault optional.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Names } from '../world.ts';
import type { GatewayFaults, ShareFaults } from './gateway-faults.ts';
import type { GateFaults } from './gate-faults.ts';
import type { Happening } from './happening.ts';
import type { LostRunner, RunnerFault } from './runner-fault.ts';
import type { S3Faults } from './s3-faults.ts';
import type { ReportFaults, TaskFaults } from './task-faults.ts';

export interface Faults {
  /**
   * The `first` calls of each operation of every service answer throttling or a 5xx, in turn. The answers to the first
   * `lost` calls of each operation that changes something get lost; each has done its work.
   */
  readonly api?: { readonly first?: number; readonly lost?: number };
  /** The nth execution that is started (1 is the first) ends in ERROR. */
  readonly execution?: { readonly nth: number; readonly code: string; readonly detail: string };
  /** Members of DescribeTaskExecution that the nth execution shows in the place of its own, once it has ended. */
  readonly shows?: {
    readonly nth: number;
    readonly members: Readonly<Record<string, unknown>>;
  };
  /** The DataSync agent has lost contact: agent OFFLINE, task UNAVAILABLE. */
  readonly agent?: 'offline';
  /** What becomes of the refresh-complete event. */
  readonly event?: 'lost' | 'duplicate';
  /** A refresh takes so many seconds instead of the usual 40. */
  readonly refreshSeconds?: number;
  /** The server's NFS client shows the old listing for so many more seconds after a refresh. */
  readonly clientCacheSeconds?: number;
  /** umount of this mount (`source`, `gateway`, or a path) says EBUSY the first so many times. */
  readonly busy?: { readonly mount: string; readonly times: number };
  /** Files written through the gateway whose name holds this text are never uploaded; `confirmation`: that file. */
  readonly neverUploaded?: string;
  /** What is written through the gateway is uploaded so many seconds later instead of the usual 10. */
  readonly uploadSeconds?: number;
  /** A file that someone writes on the source when the named workflow job starts. */
  readonly write?: { readonly job: string; readonly path: string; readonly text: string };
  /** What happens when a document begins or has ended on a server for the first time. */
  readonly happens?: readonly Happening[];
  /** A file that someone deletes on the source when the named workflow job starts. */
  readonly remove?: { readonly job: string; readonly path: string };
  /** What else works on a bucket: a task's destination as a URI, a file share by its type and location. */
  readonly others?: {
    readonly task?: string;
    /** The other task reads from, or writes to, the very location of the runbook's task. */
    readonly uses?: 'source' | 'destination';
    /** Further locations of the account, and whether the task's own agent leads to them. */
    readonly locations?: readonly FurtherLocation[];
    readonly share?: { readonly type: 'NFS' | 'SMB'; readonly location: string };
  };
  /** The first command of this document reaches its servers only when document `until` has ended on one of them. */
  readonly lateCommand?: { readonly document: string; readonly until: string };
  readonly lostRunner?: LostRunner;
  /** The whole workflow runs a second time meanwhile, for the same runbook and with its own id. */
  readonly secondRun?: RunnerFault;
  /** Somebody cancels the run. */
  readonly cancelledRun?: RunnerFault;
  /** A change window that the runbook gets, each time in minutes since the lab was started. */
  readonly window?: Readonly<Record<'not-before' | 'not-after' | 'give-up-at', number>>;
  /** A change calendar that the runbook gets, and when it is closed: from and until, in minutes since the lab was started. */
  readonly calendar?: {
    readonly name: string;
    readonly closed: readonly (readonly [from: number, until: number])[];
  };
  /** The runbook gets so many application servers in the place of its own. */
  readonly servers?: number;
  /** What every application server has besides the two mounts as they should be. */
  readonly server?: ServerFaults;
  /** What is not as it should be with environments of GitHub, by name; `gate` is the cutover's. */
  readonly environments?: Readonly<Record<string, EnvironmentFault>>;
  /** What goes otherwise at the gates of a run. */
  readonly gate?: GateFaults<Faults>;
  /** The order in which GitHub tells the reviews of a run; it promises none. Oldest first unless said. */
  readonly reviews?: 'newest-first';
  /** Who sees the repository; it is private unless said. */
  readonly visibility?: 'public';
  /** The first server as Systems Manager sees it: its agent has lost contact, or it was never known. */
  readonly instance?: 'offline' | 'unknown';
  /** A document, by its folder in infra/documents, that is deployed with another text or not at all. */
  readonly document?: { readonly name: string; readonly is: 'different' | 'missing' };
  readonly task?: TaskFaults;
  /** What becomes of a task report that was asked for. */
  readonly report?: ReportFaults;
  readonly share?: ShareFaults;
  readonly gateway?: GatewayFaults;
  /** The event rule: DISABLED, with another log group as its target, for another share, or beside one into a second log group. */
  readonly rule?: 'disabled' | 'elsewhere' | 'other-share' | 'two';
  readonly bucket?: BucketFaults;
  /** For how many days the evidence bucket's Object Lock keeps each object; without it there is no lock. */
  readonly evidence?: { readonly objectLockDays: number };
  /** What S3 and the network do to requests and answers, whatever the bucket. */
  readonly s3?: S3Faults;
}

export interface FurtherLocation {
  /** `other`: of a kind that the lab lists and cannot describe. */
  readonly kind:
    'nfs' | 'smb' | 'hdfs' | 'object-storage' | 'azure-blob' | 's3' | 'efs' | 'fsxw' | 'other';
  readonly agent: 'own' | 'another' | 'none';
}

/** How the bucket of the files differs from a new one. */
export interface BucketFaults {
  readonly encryption?: 'none' | 'aws:kms';
  readonly ownership?: string;
  /** A lifecycle rule on the whole bucket: a storage class that it moves objects to, or `removal`. */
  readonly lifecycle?: string;
  /** An archive tier of Intelligent-Tiering on the whole bucket. */
  readonly archive?: string;
  /** It keeps no versions, though the runbook removes objects from it. */
  readonly versioning?: 'off';
}

export interface ServerFaults {
  /** Options that the kernel shows besides those of the runbook, such as `sec=krb5p`. */
  readonly sourceOptions?: string;
  readonly gatewayOptions?: string;
  /** What is mounted at the source's path in place of the runbook's export. */
  readonly sourceExport?: string;
  /** Nothing is mounted at the source's path. */
  readonly unmounted?: boolean;
  /** How many seconds the clock of the NFS server is ahead of all others; below zero: behind. */
  readonly sourceClock?: number;
  /** Further mounts: of the source itself, of a folder of its export, of something else, or by autofs. */
  readonly mounts?: readonly {
    readonly is: 'bind' | 'again' | 'nested' | 'autofs';
    readonly at: string;
  }[];
  /** Where a container has the source, in a mount namespace of its own. */
  readonly container?: string;
  /** A map of autofs that names the source's path or a folder around it; or maps that are elsewhere. */
  readonly autofs?: 'direct' | 'indirect' | 'unread';
  /** The name of a unit of systemd that mounts the source. */
  readonly unit?: string;
  /** What is wrong with the application's services: none of them runs on the gateway, or ends when it is stopped. */
  readonly services?: 'fail-on-gateway' | 'do-not-stop';
  /** What has become of the source's line in fstab. */
  readonly fstab?: 'none' | 'twice' | 'other' | 'automount';
  /** A path below the source that has an ACL, or an attribute of a user; '' is the source itself. */
  readonly acl?: string;
  readonly attribute?: string;
  /** A process holds a lock on a file of the source. */
  readonly lock?: boolean;
  /** Tools that the servers do not have. The lab's machine must not have them either. */
  readonly withoutTools?: readonly string[];
  /** The servers have no curl, or nothing that it says reaches S3. */
  readonly curl?: 'missing' | 'blocked';
  /** What is free at the source, where it is not plenty: blocks of 4 KiB, and inodes of a million. */
  readonly free?: { readonly blocks: number; readonly inodes: number };
  /** What one operation on a file takes through the gateway, in milliseconds. */
  readonly gatewayPace?: number;
}

/** `missing`: it does not exist. `reviewers` and `wait-timer` are faults where nothing should be waited for. */
export type EnvironmentFault =
  | 'missing'
  /** Its variable names the role of another runbook. */
  | 'other-role'
  | 'no-reviewers'
  | 'self-review'
  | 'bypass'
  | 'any-branch'
  | 'protected-branches'
  | 'other-branch'
  | 'tag'
  | 'reviewers'
  | 'wait-timer';

export interface Scenario {
  readonly name: string;
  /** One sentence: what goes wrong, and what must become of it. */
  readonly says: string;
  /** How the rehearsal of the whole cutover must end. */
  readonly ends: 'confirmed' | 'denied' | 'rolled-back' | 'failed';
  /** What ends it, where that is not the cutover: the preflight of the plan, before anything is begun; or finalize. */
  readonly by?: 'plan' | 'finalize';
  /** What is played after the cutover, where that is needed. */
  readonly workflow?: 'rollback';
  readonly faults: Faults;
}

const FOLDER = new URL('../scenarios/', import.meta.url);

/** The names of all scenarios that the lab has, sorted. */
export function scenarioNames(): readonly string[] {
  return readdirSync(fileURLToPath(FOLDER))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.slice(0, -'.yml'.length))
    .sort();
}

/** Reads `lab/scenarios/<name>.yml`; an unknown name is an error that lists the known ones. */
export function loadScenario(name: string): Scenario {
  const names = scenarioNames();
  if (!names.includes(name))
    throw new Error(`scenario: expected one of ${names.join(', ')}; got '${name}'`);
  const file = fileURLToPath(new URL(`${name}.yml`, FOLDER));
  return { name, ...(parse(readFileSync(file, 'utf8')) as Omit<Scenario, 'name'>) };
}

/** The faults as they are for the runbook's own names. */
export function faultsIn(names: Names, faults: Faults): Faults {
  const { busy, environments, neverUploaded } = faults;
  const mount = busy?.mount;
  const to = basename(names.confirmation.to);
  return {
    ...faults,
    ...(busy && {
      busy: {
        ...busy,
        mount: mount === 'source' || mount === 'gateway' ? names[mount].mount : busy.mount,
      },
    }),
    // The run's id goes before the ending, so the name begins as in the runbook.
    ...(neverUploaded === 'confirmation' && {
      neverUploaded: to.slice(0, -extname(to).length || undefined),
    }),
    ...(environments && {
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, fault]) => [
          name === 'gate' ? names.gates.cutover : name,
          fault,
        ]),
      ),
    }),
  };
}

/** No faults: the cutover as it should go. */
export const CALM: Scenario = {
  name: 'calm',
  says: 'Nothing goes wrong.',
  ends: 'confirmed',
  faults: {},
};
