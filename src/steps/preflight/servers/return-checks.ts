// What mounts the old server again, after the switch or by a boot.
import { visible } from '../../../core/text/markdown.ts';
import type { Finding } from '../finding.ts';
import type { Inspection, Listed } from './inspection.ts';
import { ofKind } from './mount-checks.ts';
import { pass, problem } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';

const SUBJECT = { area: 'Survives', check: 'Nothing mounts the source again' } as const;

interface Return {
  readonly kinds: readonly string[];
  readonly state: Exclude<Finding['state'], 'pass'>;
  readonly found: string;
  readonly cure: string;
}

/** By the kinds that the document tells apart. */
const RETURNS: readonly Return[] = [
  {
    kinds: ['autofs'],
    state: 'fail',
    found: 'autofs mounts the old server again on the next use',
    cure: 'take the source out of the maps, reload autofs, and mount it by its line in /etc/fstab',
  },
  {
    kinds: ['unit', 'drop-in'],
    state: 'fail',
    found: 'a unit of systemd mounts the old server again at the next boot, whatever fstab says',
    cure: 'disable and remove the unit or drop-in, run "systemctl daemon-reload", and mount the source by its line in /etc/fstab',
  },
  {
    kinds: ['service', 'script'],
    state: 'fail',
    found: 'a command of the boot mounts the old server again',
    cure: 'take the mount out of the service or script: the line in /etc/fstab mounts the source, and the gateway after the switch',
  },
  {
    kinds: ['fstab'],
    state: 'fail',
    found: 'another line of fstab mounts the old server again at the next boot',
    cure: 'remove the line, or move that mount too, in a runbook of its own',
  },
  {
    kinds: ['unit-idle', 'unit-low', 'service-idle'],
    state: 'warn',
    found: 'a unit that nothing starts now would mount the old server',
    cure: 'remove it, or run "systemctl mask UNIT": somebody may start it by hand, or take the line out of fstab',
  },
  {
    kinds: ['fstab-noauto'],
    state: 'warn',
    found: 'a line of fstab with noauto mounts the old server when somebody asks for it',
    cure: 'remove the line before the old server is switched off',
  },
  {
    kinds: ['fstab-bind'],
    state: 'warn',
    found:
      'a bind mount of the source stands in fstab: while it is mounted, it keeps the old server',
    cure: 'unmount it before the freeze, and mount it again after the switch: it then shows the gateway',
  },
  {
    kinds: ['fstab-below'],
    state: 'warn',
    found: 'a line of fstab mounts something below the source: a boot mounts it below the gateway',
    cure: 'see that its folder is in the bucket, and unmount it before the freeze',
  },
  {
    kinds: ['drop-in-options'],
    state: 'warn',
    found: 'a drop-in replaces the mount options of fstab at the next boot, for the gateway too',
    cure: 'remove the drop-in, or see that its options suit the gateway',
  },
];

/** What would bring the old server back to one server, passes included. */
export function judgeReturns({ others, returns, unreadMaps }: Inspection): ServerFinding[] {
  const found = RETURNS.flatMap(({ kinds, state, found: text, cure }) => {
    const places = [
      ...(kinds.includes('autofs') ? ofKind(others, 'autofs') : []),
      ...placesOf(returns, kinds),
    ];
    if (places.length === 0) return [];
    return [
      problem(SUBJECT, state, { found: `${text}: ${places.join('; ')}; expected none`, cure }),
    ];
  });
  const named = RETURNS.flatMap(({ kinds }) => placesOf(returns, kinds)).length;
  if (returns.count > named)
    found.push(
      problem(SUBJECT, 'fail', {
        found: `${returns.count - named} more such places than are named here; expected none`,
        cure: 'mend those that are named, then re-run this job',
      }),
    );
  if (unreadMaps !== '')
    found.push(
      problem(SUBJECT, 'warn', {
        found: `maps of autofs that are not files here were not read: ${visible(unreadMaps)}; expected to see that none of them names the source`,
        cure: 'look for the source in them: "automount -m" prints all maps',
      }),
    );
  return found.length > 0
    ? found
    : [pass(SUBJECT, 'no map of autofs, no unit, no script, no other line of fstab')];
}

function placesOf({ lines }: Listed, kinds: readonly string[]): readonly string[] {
  const places = lines.flatMap((line) => {
    const [, kind = '', place = ''] = /^(\S+) (.*)$/s.exec(line) ?? [];
    return kinds.includes(kind) ? [place] : [];
  });
  return places.map(visible);
}
