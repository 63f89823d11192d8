// What each key of a runbook means to a reviewer when it changes.
import { formatBytes } from '../../core/values/bytes.ts';
import {
  amount,
  members,
  mountOptions,
  other,
  prefix,
  quoted,
  type Rule,
  strength,
  wait,
} from './change-words.ts';
import { gateRules } from './gate-changes.ts';
import { finalizeRules } from './finalize-changes.ts';
import { show } from '../problem.ts';

/** Lists are compared as a whole; every other key by itself. A key without a rule gets a plain sentence. */
export const rules: Readonly<Record<string, Rule>> = {
  description: other('the description'),
  account: other('the account', 'other account'),
  'application.region': other('the Region of the servers', 'other account'),
  'application.servers': members(
    [(id) => `server ${id} is switched, too`, 'new server'],
    [(id) => `server ${id} is no longer switched: it keeps the old source`, 'server left out'],
    'the servers stand in another order: the first one makes the test files',
  ),
  'application.user': other('the user of the tests', 'other user'),
  'application.group': other('the group of the tests', 'other user'),
  'application.services': members(
    [quoted('', ' is stopped for the freeze, too')],
    [quoted('', ' is no longer stopped for the freeze'), 'weaker proof'],
    'the services stand in another order',
  ),
  'application.health.unit': members(
    [quoted('', ' must be active after the switch')],
    [quoted('', ' need not be active after the switch'), 'weaker proof'],
    'the units that must be active stand in another order',
  ),
  'application.health.url': other('the URL that must answer after the switch', 'weaker proof'),
  'application.health.port': other('the port that must be open after the switch', 'weaker proof'),
  'application.health.timeout': wait('the time for the services to be healthy'),
  'source.mount': other('the path that is switched', 'other source'),
  'source.export': other('the NFS export of the source', 'other source'),
  'source.options': mountOptions("the source's mount options"),
  'gateway.arn': other('the gateway', 'other task or share'),
  'gateway.share': other('the file share', 'other task or share'),
  'gateway.mount': other("the share's mount beside the source"),
  'gateway.export': other('the export that takes over', 'other task or share'),
  'gateway.options': mountOptions("the share's mount options"),
  'gateway.prefix': prefix("the share's prefix", 'other bucket'),
  'datasync.task': other('the DataSync task', 'other task or share'),
  'datasync.timeout': wait('the time for one execution'),
  'datasync.options.VerifyMode': strength(
    "DataSync's own verification",
    ['NONE', "the task's own", 'ONLY_FILES_TRANSFERRED', 'POINT_IN_TIME_CONSISTENT'],
    'weaker proof',
    "the task's own",
  ),
  'datasync.options.PreserveDeletedFiles': (_, after) =>
    after === 'REMOVE'
      ? [{ says: 'REMOVE has no effect: every start says PRESERVE' }]
      : [{ says: 'every start says PRESERVE, with or without this option' }],
  'datasync.options.OverwriteMode': strength(
    'what protects objects from being overwritten',
    ['ALWAYS', "the task's own", 'NEVER'],
    'may delete',
    "the task's own",
  ),
  'datasync.options.PosixPermissions': metadata('permissions'),
  'datasync.options.Uid': metadata('owner'),
  'datasync.options.Gid': metadata('group'),
  'datasync.options.LogLevel': strength(
    "DataSync's log level",
    ['OFF', "the task's own", 'BASIC', 'TRANSFER'],
    'weaker proof',
    "the task's own",
  ),
  'datasync.options.BytesPerSecond': (before, after) => [
    { says: `the limit of the transfer changes from ${rate(before)} to ${rate(after)}` },
  ],
  'datasync.report.role': other('the role that DataSync writes its task report with'),
  'datasync.report.level': strength(
    "DataSync's task report",
    ['none', 'errors-only', 'all'],
    'weaker proof',
  ),
  'bucket.name': other('the bucket of the files', 'other bucket'),
  'bucket.prefix': prefix('the prefix of the files', 'other bucket'),
  'bucket.owner': other('who must own the bucket of the files', 'other bucket'),
  'refresh.log-group': other("the log group of the gateway's events", 'other events'),
  'refresh.timeout': wait('the time for one refresh'),
  'refresh.folders': folders,
  'evidence.bucket': other('the bucket of the evidence', 'other bucket'),
  'evidence.retain': amount(
    'for how many days Object Lock keeps evidence',
    'falls',
    'weaker proof',
  ),
  'evidence.upload': other('how the parts of manifests get to the bucket of the evidence'),
  'verify.depth': strength('verification depth', ['size', 'metadata', 'content'], 'weaker proof'),
  'verify.sample': amount('the number of files that are read', 'falls', 'weaker proof'),
  'verify.user': other('who lists the trees', 'other user'),
  'verify.group': other('the group of who lists the trees', 'other user'),
  'verify.listers': other('how many servers list a tree side by side'),
  'verify.extras': (before, after) =>
    after === 'remove'
      ? [{ says: 'extras are removed from the bucket after the freeze', risk: 'may delete' }]
      : after === 'accept-list'
        ? [{ says: 'extras that a list names are accepted', risk: 'weaker proof' }]
        : [{ says: 'every extra is a failure' }],
  'verify.remove-limit': limit('how many extras a run may remove'),
  'verify.shrink-limit': limit('by how many percent the source may shrink before a removal'),
  'verify.accept-list': other('the list of accepted extras', 'weaker proof'),
  'verify.tolerate': members(
    [quoted('extras that match ', ' are tolerated'), 'weaker proof'],
    [quoted('extras that match ', ' are failures again')],
    'the tolerated patterns stand in another order',
  ),
  'verify.not-portable': members(
    [(kind) => `a ${kind} may stay behind`, 'weaker proof'],
    [(kind) => `a ${kind} is a failure again`],
    'the kinds that may stay behind stand in another order',
  ),
  'verify.stay-behind': members(
    [quoted('', ' may stay behind, as S3 cannot hold it'), 'weaker proof'],
    [quoted('', ' is a failure again, as S3 cannot hold it')],
    'the paths that may stay behind stand in another order',
  ),
  'verify.calibrate': (before) =>
    before === true
      ? [{ says: 'no calibration says what each layer can show', risk: 'weaker proof' }]
      : [{ says: 'a calibration folder beside the canary says what each layer can show' }],
  'verify.newer-limit': amount('the limit of newer paths', 'rises', 'weaker proof'),
  'verify.recheck': strength(
    'the re-check after the freeze',
    ['incremental', 'full'],
    'weaker proof',
    'incremental',
  ),
  'verify.recheck-limit': other(
    'the number of changed folders above which the re-check is a full one',
  ),
  'verify.recheck-without-proof': other('what a cutover does if a proof before it is missing'),
  'preflight.speed.files': amount('the number of measured files', 'falls', 'weaker proof'),
  'preflight.speed.size': amount('the size of what is measured', 'falls', 'weaker proof', (size) =>
    formatBytes(Number(size)),
  ),
  'preflight.speed.slower-than': amount(
    "how many times the source's time the gateway may take",
    'rises',
    'weaker proof',
  ),
  'preflight.speed.write': (before, after) =>
    after === true
      ? [
          {
            says: 'files are written and renamed on the source, too, to measure it before the freeze',
          },
        ]
      : before === true
        ? [{ says: 'writing and renaming are no longer measured', risk: 'weaker proof' }]
        : [{ says: 'nothing is written to measure speed' }],
  'canary.copy': other('the file that the canary copies'),
  'canary.to': other("the canary's name"),
  'confirmation.copy': other('the file that the confirmation copies'),
  'confirmation.to': other("the confirmation's name"),
  ...gateRules,
  ...finalizeRules,
  'change.ticket': other('what a ticket looks like', 'weaker gate'),
};

// Both come and go with "extras: remove", which has a sentence of its own.
function limit(what: string): Rule {
  const rises = amount(what, 'rises', 'may delete');
  return (before, after) =>
    before === undefined || after === undefined
      ? [
          {
            says:
              after === undefined
                ? `${what} is no longer limited: nothing is removed`
                : `${what}: ${show(after)}`,
          },
        ]
      : rises(before, after);
}

function metadata(what: string): Rule {
  const order = ['NONE', "the task's own", 'INT_VALUE', 'NAME', 'BOTH', 'PRESERVE'];
  return strength(`how the ${what} is kept`, order, 'weaker proof', "the task's own");
}

const rate = (value: unknown): string =>
  value === undefined
    ? "the task's own"
    : value === -1
      ? 'no limit'
      : `${formatBytes(Number(value))} a second`;

// Without folders the proof refreshes the canary's folder and then, as the cutover does, the whole share.
function folders(before: unknown, after: unknown): ReturnType<Rule> {
  const [old, now] = [before ?? [], after ?? []] as [readonly string[], readonly string[]];
  const holds = (list: readonly string[], folder: string): boolean =>
    list.some((one) => one === '/' || folder === one || folder.startsWith(`${one}/`));
  const found: ReturnType<Rule>[number][] = [
    ...now
      .filter((folder) => !holds(old, folder))
      .map((folder) => ({
        says: `${show(folder)} and all below is refreshed, too`,
        risk: 'wider folder' as const,
      })),
    ...(after === undefined ? [] : old)
      .filter((folder) => !holds(now, folder))
      .map((folder) => ({
        says: `${show(folder)} is no longer refreshed`,
        risk: 'weaker proof' as const,
      })),
  ];
  if (before === undefined && !now.includes('/'))
    found.push({
      says: 'these folders alone are refreshed, no longer the whole share',
      risk: 'weaker proof',
    });
  if (after === undefined)
    found.push({
      says: 'the whole share is refreshed',
    });
  return found.length > 0 ? found : [{ says: 'the same folders are refreshed, named otherwise' }];
}
