// The documents that make a manifest or list folders, and hand them over, with their parameters.
import { DOCUMENT_TIMEOUT_SECONDS, MOST_PART_BYTES } from '../../core/document-limits.ts';
import type { OutputPlace } from '../../core/requests/ssm.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { FSTAB, notes } from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';

export interface WantedTree {
  /** The mount point. */
  readonly mount: string;
  /** Names the manifest: `source`, `gateway`. */
  readonly label: string;
  /** As whom the tree is read. */
  readonly user: string;
  readonly group: string;
  /** Lists again even if this run has listed before; without it a re-run finds what it has. */
  readonly fresh?: boolean;
  /** What must be mounted there, `host:/path`. */
  readonly export?: string;
  /** Without it, the first server of the runbook. */
  readonly server?: string;
  readonly timeoutMs?: number;
  readonly partBytes?: number;
  /** How many finds may run side by side. */
  readonly finds?: number;
  /**
   * True: by a mount of its own that is made for the listing, so that nothing comes out of the server's cache, and the
   * export can be listed where something else is mounted.
   */
  readonly ownMount?: boolean;
  /** Leaves out files that have not changed since, in seconds since 1970; folders and the first levels stay. */
  readonly newerThan?: string;
  /** Where it is cut into shares for several servers; without it one server lists all of it. */
  readonly cuts?: Cuts;
}

/** Where a tree is cut into shares, one for each of the first servers. */
export interface Cuts {
  /** How many levels each server lists before it keeps its share alone; no cut is deeper. */
  readonly level: number;
  /** Paths in their order, each as base64: a share ends before it, and the next one begins with it. */
  readonly at: readonly string[];
}

/** The servers that list a tree side by side. */
export const listersOf = ({ application, verify }: Runbook): readonly string[] =>
  application.servers.slice(0, verify.listers);

const FINDS = 4;
const LISTING_MS = 4 * 60 * 60 * 1000;

/** The `name` of the step in read-manifest-part, which is in the key of its output. */
export const PART_STEP = 'readManifestPart';

/** The tree of one layer as the proof of every file wants it. */
export function wantedTree({ source, gateway, verify }: Runbook, label: 'source' | 'gateway') {
  const { mount, export: of } = label === 'source' ? source : gateway;
  return { mount, label, user: verify.user, group: verify.group, export: of };
}

/** The source before the freeze, listed anew. */
export const freshSource = (runbook: Runbook) => ({
  ...wantedTree(runbook, 'source'),
  fresh: true,
});

/** The source under the freeze: as its server has it, and not as the clients remember it. */
export const frozenSource = (runbook: Runbook) => ({
  ...freshSource(runbook),
  ownMount: true,
});

/** The looks at the frozen source around the switch. */
export type Look = 'before' | 'after';

/** The same once more around the switch: only what has changed since, in seconds since 1970. */
export const watchedSource = (runbook: Runbook, look: Look, newerThan: string) => ({
  ...frozenSource(runbook),
  label: `source-${look}`,
  newerThan,
});

/** list-tree: one server lists a whole tree into a spool of its own, or several servers a share each. */
export function listTreeRun(runbook: Runbook, run: string, wanted: WantedTree): DocumentRun {
  const seconds = Math.ceil((wanted.timeoutMs ?? LISTING_MS) / 1000);
  const { cuts } = wanted;
  const servers = listersOf(runbook).slice(0, (cuts?.at.length ?? 0) + 1);
  return {
    document: 'list-tree',
    kind: 'read',
    servers: wanted.server === undefined ? servers : [wanted.server],
    parameters: {
      MountPath: wanted.mount,
      Label: wanted.label,
      ManifestUser: wanted.user,
      ManifestGroup: wanted.group,
      Fresh: wanted.fresh === true ? 'yes' : 'no',
      Finds: String(wanted.finds ?? FINDS),
      PartBytes: String(wanted.partBytes ?? MOST_PART_BYTES),
      LimitSeconds: String(seconds),
      ...(wanted.ownMount === true && { OwnExport: wanted.export ?? '', FstabPath: FSTAB }),
      ...(wanted.newerThan !== undefined && { NewerThan: wanted.newerThan }),
      ...(cuts && { ShareLevel: String(cuts.level) }),
      ...notes(runbook, run),
    },
    ...(cuts && {
      together: true,
      own: (server) => ({
        From: cuts.at[servers.indexOf(server) - 1] ?? '',
        Until: cuts.at[servers.indexOf(server)] ?? '',
      }),
    }),
    // It may first wait for the listing of a lost runner to end.
    seconds: 2 * seconds,
  };
}

/** list-tree: the first server says where the tree can be cut for all listers, and lists no more than it needs for that. */
export function cutsRun(runbook: Runbook, run: string, wanted: WantedTree): DocumentRun {
  const look = listTreeRun(runbook, run, { ...wanted, label: `${wanted.label}-cuts`, fresh: true });
  const shares = String(listersOf(runbook).length);
  return { ...look, parameters: { ...look.parameters, Shares: shares } };
}

/** The folders that list-folders lists. */
export interface WantedFolders {
  readonly mount: string;
  readonly label: string;
  readonly user: string;
  readonly group: string;
  readonly server?: string;
  readonly timeoutMs?: number;
  /** A line for each folder, base64 of its path below the mount; that of a dot for the mount itself. */
  readonly folders: string;
  /** All that lies below them, or only what lies directly in them. */
  readonly below: boolean;
}

const FOLDERS_MS = 60 * 60 * 1000;

/** The `name` of the step in list-folders, which is in the key of its output. */
export const FOLDERS_STEP = 'listFolders';

/** list-folders: one server prints the listing of some folders; its agent puts it below `outputs/` of `bucket`. */
export function listFoldersRun(
  runbook: Runbook,
  run: string,
  wanted: WantedFolders & { readonly bucket: string },
): DocumentRun & { readonly output: OutputPlace } {
  const seconds = Math.ceil((wanted.timeoutMs ?? FOLDERS_MS) / 1000);
  return {
    document: 'list-folders',
    kind: 'read',
    servers: [wanted.server ?? runbook.application.servers[0] ?? ''],
    parameters: {
      MountPath: wanted.mount,
      Folders: wanted.folders,
      Below: wanted.below ? 'yes' : 'no',
      ManifestUser: wanted.user,
      ManifestGroup: wanted.group,
      MostBytes: String(MOST_PART_BYTES),
      LimitSeconds: String(seconds),
      ...notes(runbook, run),
    },
    seconds,
    output: { bucket: wanted.bucket, prefix: `outputs/${run}/${wanted.label}` },
  };
}

/** read-manifest-part: the server prints one part; its agent puts it below `outputs/` of `bucket`. */
export const readPartRun = (
  runbook: Runbook,
  run: string,
  part: {
    readonly label: string;
    readonly server: string;
    readonly number: string;
    readonly bucket: string;
  },
): DocumentRun & { readonly output: OutputPlace } => ({
  document: 'read-manifest-part',
  kind: 'read',
  servers: [part.server],
  parameters: { Label: part.label, Part: part.number, ...notes(runbook, run) },
  seconds: DOCUMENT_TIMEOUT_SECONDS['read-manifest-part'],
  output: { bucket: part.bucket, prefix: `outputs/${run}/${part.label}` },
});

/** read-manifest-part: the server describes the parts of a manifest from this one on. */
export const readIndexRun = (
  runbook: Runbook,
  run: string,
  index: { readonly label: string; readonly server: string; readonly from: string },
): DocumentRun => ({
  document: 'read-manifest-part',
  kind: 'read',
  servers: [index.server],
  parameters: { Label: index.label, Part: `index-${index.from}`, ...notes(runbook, run) },
});

/** upload-parts: the server puts parts where presigned URLs lead; `uploads` as the document takes them. */
export const uploadPartsRun = (
  runbook: Runbook,
  run: string,
  parts: { readonly label: string; readonly server: string; readonly uploads: string },
): DocumentRun => ({
  document: 'upload-parts',
  kind: 'read',
  servers: [parts.server],
  parameters: {
    Label: parts.label,
    Uploads: parts.uploads,
    BucketOwner: runbook.account,
    ...notes(runbook, run),
  },
  seconds: DOCUMENT_TIMEOUT_SECONDS['upload-parts'],
});

/** Where a part is put: its own bytes give it its name, so that no other part can lie there. */
export const uploadKey = (run: string, label: string, sha256: string): string =>
  `uploads/${run}/${label}/${sha256}`;

/** read-manifest-part: the servers remove their copies of a manifest. */
export const removeManifestRun = (
  runbook: Runbook,
  run: string,
  manifest: { readonly label: string; readonly servers: readonly string[] },
): DocumentRun => ({
  document: 'read-manifest-part',
  kind: 'read',
  servers: manifest.servers,
  parameters: { Label: manifest.label, Part: 'remove', ...notes(runbook, run) },
});
