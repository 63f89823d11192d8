// What does not survive the move, what mounts the old server again, and who uses the source now.
import { visible } from '../../../core/text/markdown.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Inspection, SeenMount, Survey, Use } from './inspection.ts';
import { listInWords, pass, problem } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';
import { judgeReturns } from './return-checks.ts';

/** The sections of the runbook that these checks need. */
export type Moved = Pick<Runbook, 'gateway' | 'application'>;

/** The findings on one server, passes included. */
export function judgeSurvival(runbook: Moved, seen: Inspection): readonly ServerFinding[] {
  return [
    ...judgeReturns(seen),
    ...judgeRoot(runbook, seen.userId),
    ...judgeKerberos(runbook, seen.source),
    ...(seen.use === undefined ? [] : judgeUse(runbook, seen, seen.use)),
  ];
}

/** The share's squash is compared with the user of the runbook: a root by another name would pass by. */
function judgeRoot({ application: { user } }: Moved, userId: number): ServerFinding[] {
  if (userId !== 0 || user === 'root' || user === '0') return [];
  return [
    problem({ area: 'Survives', check: 'Who users are' }, 'fail', {
      found: `application.user ${visible(user)} is root: its number is 0; expected a user of its own`,
      cure: 'name the user that the application runs as; where that is root, write root',
    }),
  ];
}

const isKerberos = (options: readonly string[]): boolean =>
  options.some((option) => /^sec=(.*:)?krb5/.test(option));

function judgeKerberos({ gateway }: Moved, source: SeenMount): ServerFinding[] {
  const subject = { area: 'Survives', check: 'Who users are' } as const;
  if (isKerberos(gateway.options.split(',')))
    return [
      problem(subject, 'fail', {
        found: `gateway.options asks for Kerberos: ${visible(gateway.options)}; expected sec=sys, the only way of an S3 File Gateway over NFS`,
        cure: 'take sec=krb5… out of gateway.options',
      }),
    ];
  if (source.mounts === 0) return [];
  if (isKerberos(source.options))
    return [
      problem(subject, 'warn', {
        found:
          'the source proves its users by Kerberos; an S3 File Gateway believes the numbers that a server sends, and nothing is encrypted between them',
        cure: 'limit the share to the addresses of the servers, and let whoever owns the data agree',
      }),
    ];
  return [pass(subject, 'by number (sec=sys), as the gateway has it')];
}

function judgeUse(runbook: Moved, seen: Inspection, use: Use): ServerFinding[] {
  return [
    judgeSurvey(
      'No ACLs',
      'an ACL',
      'S3 has none: the mode alone would decide who reads',
      use.acls,
    ),
    judgeSurvey(
      'No attributes of users',
      'an attribute of users',
      'S3 has none: they would be lost',
      use.attributes,
    ),
    judgeLocks(runbook, seen.source, use.locks),
    judgeUsers(use.users),
  ];
}

function judgeSurvey(check: string, what: string, lost: string, survey: Survey): ServerFinding {
  const subject = { area: 'Survives', check } as const;
  // What is there is only a warning, so what is unknown is a warning too.
  const unknown = (found: string): ServerFinding =>
    problem(subject, 'warn', {
      found: `${found}; expected to see whether files of the source have ${what}`,
      cure: "install it (packages acl, attr, nfs4-acl-tools), and let the application's user read the source",
    });
  if ('cannot' in survey) return unknown(survey.cannot);
  const { has, none, failed, of, seconds, first } = survey;
  const looked = has + none + failed;
  if (of === 0) return unknown(`no name of a file came within ${seconds} s`);
  const slow = looked < of ? `the source is slow: ${looked} of ${of} names in ${seconds} s; ` : '';
  if (has > 0)
    return problem(subject, 'warn', {
      found: `${slow}${has} of ${looked} looked at have ${what}, ${none} have none, ${failed} could not be read; the first is ${visible(first)}; expected none. ${lost}`,
      cure: 'keep what they say somewhere else, and let whoever owns the data agree to the loss',
    });
  if (failed > 0 || none === 0 || slow !== '')
    return unknown(`${slow}${failed} could not be read, ${none} have none`);
  return pass(subject, `none of ${none} files and folders looked at has ${what}`);
}

const isLocal = (options: readonly string[]): boolean =>
  options.some((option) => option === 'nolock' || /^local_lock=(all|posix|flock)$/.test(option));

function judgeLocks(
  { gateway, application }: Moved,
  source: SeenMount,
  locks: Use['locks'],
): ServerFinding {
  const subject = { area: 'Survives', check: 'Locks between servers' } as const;
  const held = locks === undefined ? 'locks could not be read' : `${locks.count} locks held now`;
  if (isLocal(source.options)) return pass(subject, `the source has none either (nolock); ${held}`);
  if (!isLocal(gateway.options.split(',')))
    return locks === undefined
      ? problem(subject, 'warn', LOCKS_UNKNOWN)
      : pass(subject, `the gateway takes locks too; ${held}`);
  if (application.servers.length === 1)
    return pass(subject, `one server, which keeps its locks itself (nolock); ${held}`);
  const found = `with nolock in gateway.options ${application.servers.length} servers do not see each other's locks any more, as they do now; ${held}`;
  const cure = 'take nolock out of gateway.options, or let one server alone write';
  if (locks === undefined || locks.count === 0) return problem(subject, 'warn', { found, cure });
  return problem(subject, 'fail', {
    found: `${found}: ${listInWords(locks)}; expected none`,
    cure,
  });
}

const LOCKS_UNKNOWN = {
  found: 'locks could not be read; expected to see who holds them',
  cure: 'look at /proc/locks on the server',
};

function judgeUsers(users: string | undefined): ServerFinding {
  const subject = { area: 'Survives', check: 'Who uses the source' } as const;
  if (users === undefined)
    return problem(subject, 'warn', {
      found:
        'there is no fuser, or it did not answer; expected to see who must be stopped before the freeze',
      cure: 'install psmisc, or look at "lsof" on the server',
    });
  return pass(subject, users === '' ? 'no process at this moment' : visible(users));
}
