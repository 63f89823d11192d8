// The world of a runbook: the names, ids and paths in its YAML, and the folders that stand for its machines.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the lab reads of a runbook. It checks nothing else: that is `plan`'s work. */
export interface Names {
  readonly name: string;
  readonly account: string;
  readonly application: {
    readonly region: string;
    readonly servers: readonly string[];
    readonly user: string;
    readonly group: string;
    /** Units of systemd, or the word `none`. */
    readonly services?: string | readonly string[];
  };
  readonly source: { readonly mount: string; readonly export: string; readonly options?: string };
  readonly gateway: {
    readonly arn: string;
    readonly share: string;
    readonly mount: string;
    readonly export: string;
    readonly options?: string;
    readonly prefix?: string;
  };
  readonly datasync: { readonly task: string };
  readonly bucket: { readonly name: string; readonly prefix?: string; readonly owner?: string };
  readonly refresh: { readonly 'log-group': string };
  readonly canary: { readonly copy: string };
  readonly confirmation: { readonly copy: string; readonly to: string };
  readonly gates: { readonly cutover: string; readonly 'sign-off'?: readonly string[] };
  /** The deletion has an environment of its own. */
  readonly finalize?: { readonly environment?: string };
  /** The change calendar that must be open. */
  readonly change?: { readonly calendar?: string };
  /** A bucket from which a run may remove objects keeps versions. */
  readonly verify?: { readonly extras?: string };
  /** Where servers put what is too long for an answer of Systems Manager. */
  readonly evidence?: { readonly bucket: string; readonly retain?: string };
}

export interface World {
  readonly names: Names;
  /** The lab's own folder; everything that it writes is below. */
  readonly root: string;
  /** The NFS export (LAB_SOURCE). */
  readonly source: string;
  /** The gateway's view of the bucket (LAB_GATEWAY). */
  readonly gateway: string;
  /** Objects of the buckets. */
  readonly objects: string;
  /** Region of the task, the bucket and the share. */
  readonly storageRegion: string;
  /** The partition of the task and of everything else, such as `aws`. */
  readonly partition: string;
  /** The root folder of one application server, by instance id. */
  readonly server: (instance: string) => string;
}

/** The names with so many servers, whose ids differ in their last digit. */
function withServers(names: Names, count: number | undefined): Names {
  const [first = ''] = names.application.servers;
  if (count === undefined) return names;
  const last = Number.parseInt(first.slice(-1), 16);
  const servers = Array.from({ length: count }, (_, i) => {
    const digit = ((last + 16 - i) % 16).toString(16);
    return `${first.slice(0, -1)}${digit}`;
  });
  return { ...names, application: { ...names.application, servers } };
}

/**
 * Reads the names from the runbook's YAML and lays out the folders below `root`; creates nothing. With `servers` it has so
 * many.
 */
export function openWorld(runbookFile: string, root: string, servers?: number): World {
  const names = withServers(parse(readFileSync(runbookFile, 'utf8')) as Names, servers);
  const [, partition = 'aws', , storageRegion = ''] = names.datasync.task.split(':');
  return {
    names,
    partition,
    root,
    source: join(root, 'source'),
    gateway: join(root, 'gateway'),
    objects: join(root, 'objects'),
    storageRegion,
    server: (instance) => join(root, 'servers', instance),
  };
}

/** The buckets of a runbook: the files' own, and where it has one, the one for evidence and long outputs. */
export function bucketNames({ bucket, evidence }: Names): readonly string[] {
  return evidence === undefined ? [bucket.name] : [bucket.name, evidence.bucket];
}

/** `host:/path` taken apart: the host without the brackets and the zone of an IPv6 address. */
export function exportParts(text: string): { readonly host: string; readonly path: string } {
  const [, host = '', path = '/'] = /^(\[[^\]]*\]|[^:]*):(\/.*)$/s.exec(text) ?? [];
  return { host: host.replace(/^\[([^%\]]*).*\]$/, '$1'), path };
}
