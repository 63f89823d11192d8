// The schema's smaller sections: preflight, the change, the options of the task, finalize.
import * as z from 'zod/mini';
import { MOST_SPEED_FILES } from '../../core/document-limits.ts';
import { key, list, oneOf, section, value, wholeNumber } from './forms.ts';
import * as kinds from './kinds.ts';
import { parseBytes } from '../../core/values/bytes.ts';

/** What a runbook says about the look ahead. */
export const preflight = section({
  speed: key(
    'How fast the application reads through the gateway, on the first server. Without it nothing is measured.',
    z.optional(
      section({
        files: key(
          'How many files, of those beside canary.copy.',
          wholeNumber(1, MOST_SPEED_FILES, 'files'),
        ),
        size: key('How much of each file is read, or written.', kinds.fileSize),
        'slower-than': key(
          "How many times the source's time the gateway may take.",
          wholeNumber(1, 1000, 'times'),
        ),
        write: key(
          'Write and rename files too, in a hidden folder beside canary.to, on the source and through the gateway, and remove them. DataSync and the gateway may copy them to the bucket meanwhile.',
          z.boolean({ error: 'true or false' }),
        ),
      }),
    ),
  ),
});

/** When a run may freeze and switch. */
const window = section({
  'not-before': key(
    'From when on the job of the cutover may begin, behind its gate, and freeze the source.',
    kinds.instant,
  ),
  'not-after': key('Until when it may begin and freeze. Later it changes nothing.', kinds.instant),
  'give-up-at': key(
    'Until when it may go on behind the freeze, and switch. Later it rolls back by itself: the source serves again.',
    kinds.instant,
  ),
});

/** The approved change that a run belongs to. */
export const change = section({
  ticket: key('What a ticket looks like, from ^ to $.', kinds.ticket),
  window: key(
    'The change window: when a run may freeze and switch. A rollback may always run. Without it there is no limit.',
    z.optional(window),
  ),
  calendar: key(
    'A change calendar of Systems Manager: its name in the Region of the servers, or its ARN. It must be open for all that goes forward. A rollback never asks it.',
    z.optional(kinds.calendar),
  ),
});

const units = list(kinds.unit, 1, 20, 'names of units');

export const services = z.union([z.literal('none', { error: 'the word none' }), units], {
  error: 'a list of 1 to 20 names of units, or the word none',
});

/** What a runbook says about the look whether the application is healthy. */
export const health = section({
  unit: key('Units of systemd that must be active.', z.optional(units)),
  url: key(
    'A URL of the server itself that must answer with a status of 2xx or 3xx. The server asks it with curl. It follows no redirection, and checks no certificate.',
    z.optional(kinds.localUrl),
  ),
  port: key(
    'A TCP port of the server on which something must listen.',
    z.optional(wholeNumber(1, 65_535, 'a port')),
  ),
  timeout: key(
    'How long the services may take to start and to be healthy. Without it, 2m.',
    z.optional(kinds.healthWait),
  ),
});

export const HEALTH_MS = 120_000;

// Settings that a runbook may override for its DataSync executions, named and valued as in the DataSync API.

const set = <const T extends readonly string[]>(description: string, ...words: T) =>
  key(description, z.optional(oneOf(...words)));

export const taskOptions = z.strictObject(
  {
    VerifyMode: set(
      'Which files DataSync itself compares after the transfer: all of them, those that it sent, or none. POINT_IN_TIME_CONSISTENT needs a task in BASIC mode, and is set for the transfer after the freeze.',
      'POINT_IN_TIME_CONSISTENT',
      'ONLY_FILES_TRANSFERRED',
      'NONE',
    ),
    OverwriteMode: set(
      'Whether objects that are there already may be changed. With NEVER a changed file does not arrive; the next release refuses it.',
      'ALWAYS',
      'NEVER',
    ),
    Atime: set('Keep the time of last access as far as it can be known.', 'BEST_EFFORT', 'NONE'),
    Mtime: set(
      'Keep the time of last change. Without it every file would be sent again, so NONE is refused.',
      'PRESERVE',
      'NONE',
    ),
    Uid: set('Keep the owner.', 'NONE', 'INT_VALUE', 'NAME', 'BOTH'),
    Gid: set('Keep the group.', 'NONE', 'INT_VALUE', 'NAME', 'BOTH'),
    PreserveDeletedFiles: set(
      'What becomes of objects whose file is gone. Every start says PRESERVE: they stay. REMOVE has no effect, and the next release refuses it; verify.extras: remove is for them.',
      'PRESERVE',
      'REMOVE',
    ),
    PreserveDevices: set('Keep device files; S3 cannot.', 'NONE', 'PRESERVE'),
    PosixPermissions: set('Keep the permissions.', 'PRESERVE', 'NONE'),
    BytesPerSecond: key(
      'The most that the transfer may take of the network in one second; -1 is no limit.',
      z.optional(
        z.union(
          [
            z.literal(-1),
            value('a size such as 100MiB', parseBytes, /^[1-9][0-9]{0,8}(B|KiB|MiB|GiB|TiB)$/),
          ],
          { error: 'a size such as 100MiB, or -1 for no limit' },
        ),
      ),
    ),
    TaskQueueing: set('Wait while another execution of the task runs.', 'ENABLED', 'DISABLED'),
    LogLevel: set('What DataSync writes to its own log.', 'OFF', 'BASIC', 'TRANSFER'),
    TransferMode: set('Send what has changed, or everything.', 'CHANGED', 'ALL'),
    ObjectTags: set("Keep objects' tags; files have none.", 'PRESERVE', 'NONE'),
  },
  { error: 'a section of DataSync options, such as "VerifyMode: ONLY_FILES_TRANSFERRED"' },
);

/** Options to give to StartTaskExecution. */
export type TaskOptions = Readonly<z.output<typeof taskOptions>>;

/** DataSync's task report, which is asked for with the start too. */
export const taskReport = section({
  role: key(
    'The role with which DataSync writes it below reports/ in evidence.bucket; infra/cutover.yml makes it.',
    kinds.role,
  ),
  level: key(
    'What it lists: failures (errors-only), or every path (all). Only all shows at which step a missing path was lost.',
    oneOf('errors-only', 'all'),
  ),
});

// What a runbook says about the end of its task, when the gateway has served for some time.

/** The environment where the runbook names none. */
export const FINALIZE_ENVIRONMENT = 'finalize';

const FINALIZE_HOLD_DAYS = 14;
export const FINALIZE_HOLD_MS = FINALIZE_HOLD_DAYS * 86_400_000;

export const finalize = section({
  environment: key(
    `The GitHub environment whose reviewers release the deletion. Without it, ${FINALIZE_ENVIRONMENT}.`,
    z.optional(kinds.environment),
  ),
  hold: key(
    `How long the gateway must have served since the switch was confirmed, by the clock of each server. Without it, ${FINALIZE_HOLD_DAYS}d.`,
    z.optional(kinds.hold),
  ),
  'delete-agent': key(
    'Delete the agents of the source location, too; they are often shared. It is refused while another location uses one of them. Without it, no.',
    z.optional(z.boolean({ error: 'true or false' })),
  ),
});
