// What the preflight must say in each scenario that it stops: a line of its table.
import type { Finding } from '../../src/steps/preflight/finding.ts';

export interface Told {
  readonly area: Finding['area'];
  readonly check: string;
  /** In what was found. */
  readonly found: string;
}

/** Of servers that are not all online. */
const NOT_ASKED: Told = {
  area: 'Mounts',
  check: 'What the servers say',
  found: 'not asked, as not all of them are online',
};

/** By scenario, every problem that must be named, and no others. */
export const PREFLIGHT_SCENARIOS: Readonly<Record<string, readonly Told[]>> = {
  'server-offline': [
    { area: 'Servers', check: 'i-0a1b2c3d4e5f60718 is online', found: 'ConnectionLost, last seen' },
    NOT_ASKED,
  ],
  'server-unknown': [
    { area: 'Servers', check: 'i-0a1b2c3d4e5f60718 is online', found: 'knows no such node' },
    NOT_ASKED,
    { area: 'Gateway', check: 'Share lets i-0a1b2c3d4e5f60718 in', found: 'knows no address' },
  ],
  'document-differs': [
    {
      area: 'Documents',
      check: 'nfs-cutover-switch-mount is the reviewed one',
      found: 'other content in its default version 1',
    },
  ],
  'document-missing': [
    {
      area: 'Documents',
      check: 'nfs-cutover-thaw-source is the reviewed one',
      found: 'no document of that name',
    },
  ],
  'agent-offline': [
    { area: 'DataSync', check: 'Task is available', found: 'UNAVAILABLE (AgentOffline' },
    { area: 'DataSync', check: 'Agent nfs-agent is online', found: 'OFFLINE, last seen' },
  ],
  'task-options': [
    {
      area: 'DataSync',
      check: "Task's options suit a cutover",
      found: 'OverwriteMode: NEVER (the task), expected ALWAYS',
    },
    {
      area: 'DataSync',
      check: "Task's options suit a cutover",
      found: 'Uid: NONE (the task), expected INT_VALUE',
    },
    {
      area: 'DataSync',
      check: 'Task takes the whole source',
      found: 'only what the manifest arn:aws:s3:::manifests-111122223333/manifest.csv lists',
    },
  ],
  'other-export': [
    {
      area: 'DataSync',
      check: 'Task reads what the servers mount',
      found:
        'nfs://nfs-server.example.internal/export/other/, the servers mount nfs-server.example.internal:/export/data',
    },
  ],
  'other-prefix': [
    {
      area: 'DataSync',
      check: 'Task writes where the runbook says',
      found: 's3://image-archive-111122223333/old/, expected s3://image-archive-111122223333/',
    },
    { area: 'Speed', check: 'Reading through the gateway', found: 'no file beside canary.copy' },
  ],
  'archive-class': [
    { area: 'DataSync', check: 'objects that can be read at once', found: 'DEEP_ARCHIVE' },
  ],
  'share-read-only': [{ area: 'Gateway', check: 'Share takes writes', found: 'read-only' }],
  'share-unavailable': [{ area: 'Gateway', check: 'Share is available', found: 'UNAVAILABLE' }],
  'share-clients': [
    {
      area: 'Gateway',
      check: 'Share lets i-0a1b2c3d4e5f60718 in',
      found: '10.0.0.10 is not in the client list (192.168.7.0/24, 10.0.0.1)',
    },
  ],
  'share-acl': [
    {
      area: 'Bucket',
      check: "Bucket takes the share's ACL",
      found: 'BucketOwnerEnforced; the share writes objects with public-read',
    },
  ],
  'gateway-disconnected': [
    { area: 'Gateway', check: 'Gateway is connected', found: 'AWS cannot reach the gateway' },
    { area: 'Gateway', check: 'Maintenance is not near', found: 'not connected' },
    { area: 'Gateway', check: 'Cache is uploaded', found: 'not connected' },
  ],
  'maintenance-near': [{ area: 'Gateway', check: 'Maintenance is not near', found: 'in 1 h' }],
  'full-cache': [{ area: 'Gateway', check: 'Cache is uploaded', found: '91.5 %' }],
  'rule-disabled': [
    {
      area: 'Events',
      check: 'A rule brings the refresh events',
      found: 'nfs-cutover-image-archive-refresh is DISABLED',
    },
  ],
  'rule-elsewhere': [
    {
      area: 'Events',
      check: 'A rule brings the refresh events',
      found: 'no rule has /aws/events/nfs-cutover as its target',
    },
  ],
  'rule-of-another-share': [
    {
      area: 'Events',
      check: 'A rule brings the refresh events',
      found: 'share/share-0A1B2C3D-of-another',
    },
  ],
  'bucket-unencrypted': [
    { area: 'Bucket', check: 'Objects are encrypted', found: 'no default encryption' },
  ],
  'bucket-to-glacier': [
    { area: 'Bucket', check: 'No lifecycle rule', found: "rule old-files on '': GLACIER" },
  ],
  'bucket-archive-tier': [
    { area: 'Bucket', check: 'No archive tier', found: "rule archive on '': DEEP_ARCHIVE_ACCESS" },
  ],
  'unguarded-gate': [
    { area: 'Gates', check: 'Environment cutover', found: 'no required reviewers' },
    { area: 'Gates', check: 'Environment back', found: 'no such environment' },
  ],
  'server-differs': [
    { area: 'Mounts', check: 'Mounted nowhere else', found: '/srv/app/data (nfs-server' },
    { area: 'Survives', check: 'Nothing mounts the source again', found: 'autofs mounts' },
  ],
  'two-runbooks-one-share': [
    {
      area: 'Gateway',
      check: 'Share names its journal',
      found: 'the journal of this share is in other-evidence-111122223333',
    },
  ],
  'share-elsewhere': [
    {
      area: 'Gateway',
      check: 'Share shows what the task writes',
      found: 's3://image-archive-111122223333/old/, expected s3://image-archive-111122223333/',
    },
    { area: 'Speed', check: 'Reading through the gateway', found: 'no file beside canary.copy' },
  ],
  'server-unmounted': [
    { area: 'Mounts', check: 'The source is mounted', found: 'nothing is mounted at /mnt/data' },
    { area: 'Speed', check: 'The speed was measured', found: 'nothing is mounted at /mnt/data' },
  ],
  'server-other-export': [
    {
      area: 'Mounts',
      check: 'The source is mounted',
      found:
        'old-server.example.internal:/export/data is mounted at /mnt/data; expected nfs-server.example.internal:/export/data',
    },
  ],
  'container-keeps-source': [
    {
      area: 'Mounts',
      check: 'No container keeps the source',
      found: '/var/lib/app/data in process 4242',
    },
  ],
  'slow-gateway': [
    {
      area: 'Speed',
      check: 'Reading through the gateway',
      found: '800 ms through the gateway, 80.0 times; expected at most 5',
    },
  ],
  'nothing-ready': [
    { area: 'Servers', check: 'i-0a1b2c3d4e5f60718 is online', found: 'ConnectionLost' },
    { area: 'Documents', check: 'nfs-cutover-freeze-source', found: 'other content' },
    NOT_ASKED,
    { area: 'DataSync', check: 'Task is available', found: 'UNAVAILABLE' },
    { area: 'DataSync', check: 'Task writes where', found: '/old/, expected' },
    { area: 'DataSync', check: 'Agent nfs-agent is online', found: 'OFFLINE' },
    { area: 'Gateway', check: 'Maintenance', found: 'in 1 h' },
    { area: 'Gateway', check: 'Share takes writes', found: 'read-only' },
    { area: 'Gateway', check: 'Share lets', found: '10.0.0.10' },
    { area: 'Bucket', check: 'No lifecycle rule', found: 'DEEP_ARCHIVE' },
    { area: 'Events', check: 'A rule brings', found: 'DISABLED' },
  ],
};
