// What to do about refusals of a freeze and of a thaw.
import { SOURCE_CURES } from '../servers/mount-runs.ts';

/** By the code of the document. */
export const CURES: Readonly<Record<string, string>> = {
  ...SOURCE_CURES,
  'not-mounted': 'mount the source on the server',
  'remount-failed': 'stop what writes to the mount (fuser -vm shows it), then re-run this job',
  'probe-wrote': 'see why the mount still takes writes; the step has removed the probe',
  'probe-other':
    "a write failed for another reason than EROFS and proves nothing: check the application's user and its rights on the mount",
  'probe-failed':
    'see on the server why the mount takes no writes, and remount it read-write by hand',
};
