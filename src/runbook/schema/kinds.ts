// The kinds of single values in a runbook, each with the words that are shown when it is wrong.
import { MOST_SPEED_BYTES } from '../../core/document-limits.ts';
import { INSTANT, parseInstant } from '../../core/values/instant.ts';
import { isEssential } from '../../core/essential-units.ts';
import { list, matching, value } from './forms.ts';
import { ANCHORED, anchoredPattern, patternFault } from '../patterns/ticket-pattern.ts';
import * as values from './values.ts';

// What a file system carries in one name; `.` and `..` are none.
const segment = String.raw`(?!\.{1,2}(?:/|$))[^/\x00-\x1f\x7f]+`;

const arn = (of: string, service: string, resource: string, shown: string) =>
  value(
    `the ARN of ${of} (arn:aws:${service}:…:${shown})`,
    values.arnOf(service, new RegExp(`^${resource}$`)),
    new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:[0-9]{12}:${resource}$`),
  );

export const name = matching(
  'lower-case words joined by "-"',
  /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/,
);
export const line = value(
  'one line of at most 200 characters',
  values.line,
  /^\S([^\x00-\x1f]{0,198}\S)?$/,
);
export const account = matching('12 digits in quotes', /^[0-9]{12}$/);
export const region = value(
  'a Region such as eu-central-1',
  values.region,
  /^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/,
);
export const server = matching(
  'an instance id (i-… or mi-…)',
  /^(i-([0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$/,
);

const user = (expected: string) =>
  value(expected, values.accountName, /^[^\s-]([^\x00-\x1f]{0,98}\S)?$/);
export const owner = user("the name or number of the application's own user or group");
export const reader = user(
  'the name or number of a user or group that can read everything, such as root',
);

const UNIT = "a unit of the application's own, such as app.service, app.socket or app.timer";
export const unit = value(
  UNIT,
  values.unitName,
  /^[A-Za-z0-9:_][A-Za-z0-9:_.@-]{0,191}\.(service|socket|timer|path)$/,
  (text) =>
    isEssential(text)
      ? 'a unit of the application: the server or this product needs this one'
      : UNIT,
);
export const localUrl = value(
  'a URL of the server itself, such as http://localhost:8080/health',
  values.localUrl,
  values.LOCAL_URL,
);
export const healthWait = value(
  'a length of time from 1s to 10m, such as 90s',
  values.healthWait,
  /^[1-9][0-9]{0,5}[smhd]$/,
);

export const mount = value(
  'an absolute path without "..", "//" or "/" at its end',
  values.absolutePath,
  new RegExp(`^(?:/${segment})+$`),
);
export const nfsExport = value(
  'an NFS export such as server:/export/data',
  values.nfsExport,
  new RegExp(`^${values.EXPORT_HOST}:(?:/|(?:/${segment})+)$`),
);
export const mountOptions = value(
  'mount options such as rw,hard,vers=4.1',
  values.mountOptions,
  /^(?=.{1,512}$)[\x21-\x2b\x2d-\x7e]+(,[\x21-\x2b\x2d-\x7e]+)*$/,
);
export const path = value(
  'a path below the mount, without "..", "//" or "/" at an end',
  values.relativePath,
  new RegExp(`^${segment}(?:/${segment})*$`),
);
export const folder = value(
  'a folder of the share such as images/2024, or / for all of it',
  values.folder,
  new RegExp(`^(?:/|${segment}(?:/${segment})*)$`),
);

export const prefix = value(
  'a key prefix such as archive/',
  values.keyPrefix,
  new RegExp(`^/?(?:${segment}(?:/${segment})*/?)?$`),
);
export const bucketName = value(
  "a bucket's name",
  values.bucketName,
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
);
export const logGroup = matching('the name of a log group', /^[A-Za-z0-9_./#-]{1,512}$/);

export const retention = value(
  'a number of days from 1d to 36500d, such as 400d',
  values.retention,
  /^[1-9][0-9]{0,4}d$/,
);

export const hold = value(
  'a length of time from 1s to 365d, such as 14d',
  values.hold,
  /^[1-9][0-9]{0,5}[smhd]$/,
);

export const instant = value(
  'a time with its offset, such as 2026-12-05T22:00:00+01:00',
  parseInstant,
  INSTANT,
  (text) =>
    /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(-00:00)?$/.test(text)
      ? 'an offset behind the time, such as +01:00, or Z for UTC'
      : 'a time with its offset, such as 2026-12-05T22:00:00+01:00',
);

export const wait = value(
  `a length of time such as 90s, 30m or 5h, at most ${values.MOST_WAIT_MINUTES}m: GitHub ends a job after 6 h`,
  values.wait,
  /^[1-9][0-9]{0,5}[smhd]$/,
);

export const fileSize = value(
  `a size from 4KiB to ${MOST_SPEED_BYTES / 1024 ** 2}MiB in steps of 4KiB, such as 1MiB`,
  values.fileSize,
  /^[1-9][0-9]{0,4}(KiB|MiB)$/,
);

export const gateway = arn(
  'a gateway',
  'storagegateway',
  'gateway/sgw-[0-9A-Fa-f]{8,17}',
  'gateway/sgw-…',
);
export const share = arn(
  'a file share',
  'storagegateway',
  'share/share-[0-9A-Fa-f]{8,17}',
  'share/share-…',
);
export const task = arn('a task', 'datasync', 'task/task-[0-9a-f]{17}', 'task/task-…');

export const calendar = matching(
  'the name of a change calendar of Systems Manager, or its ARN (arn:aws:ssm:…:document/…)',
  /^(arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:document\/)?[A-Za-z0-9_.-]{3,128}$/,
);

export const role = matching(
  'the ARN of a role (arn:aws:iam::…:role/…)',
  /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]{1,512}$/,
);

export const acceptList = matching(
  'runbooks/<name>.accepted.txt',
  /^runbooks\/[a-z0-9][a-z0-9-]{0,99}\.accepted\.txt$/,
);
export const filePattern = value(
  'a pattern such as /tmp/* or *.bak',
  values.line,
  /^\S([^\x00-\x1f]{0,198}\S)?$/,
);

/** As `visiblePath` of reconcile writes it: escapes for bytes that are no UTF-8 and for what does not show. */
export const visiblePath = matching(
  String.raw`a path below the mount as the file of differences shows it, such as 'caf\xe9.jpg'`,
  /^(?!\/)(?:[^\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\\(?:x[0-9a-f]{2}|u\{(?!d[89a-f][0-9a-f]{2}\})(?:[0-9a-f]{1,5}|10[0-9a-f]{4})\}|[\\nrt])){1,16384}$/u,
);

// The name becomes a part of the subject that AWS compares, and a word of a command: no quotes, no colon, no wildcard.
export const environment = matching(
  'the name of a GitHub environment',
  /^[A-Za-z0-9](?:[A-Za-z0-9 ._()&+-]{0,98}[A-Za-z0-9._()+-])?$/,
);
export const environments = list(environment, 1, 5, 'GitHub environments');
export const ticket = value(
  ANCHORED,
  anchoredPattern,
  /^\^.*[^\\]\$$/,
  (text) => patternFault(text) ?? ANCHORED,
);
