// Whether both mounts of a server are as the runbook says, and whether the gateway can take the source's place.
import { visible } from '../../../core/text/markdown.ts';
import type { Mount, Runbook } from '../../../runbook/runbook.ts';
import type { Inspection, Listed, SeenMount } from './inspection.ts';
import { listInWords, pass, problem } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';

/** Everything about the mounts of one server, passes included. */
export function judgeMounts(
  runbook: Pick<Runbook, 'source' | 'gateway'>,
  seen: Inspection,
): readonly ServerFinding[] {
  return [
    ...judgeMount('source', runbook.source, seen.source),
    ...judgeMount('gateway', runbook.gateway, seen.gateway),
    ...judgeFstab(runbook.source, seen.fstab),
    ...judgeOthers(runbook.source, seen.others),
    judgeNamespaces(seen),
  ];
}

function judgeMount(layer: 'source' | 'gateway', wanted: Mount, seen: SeenMount): ServerFinding[] {
  const subject = { area: 'Mounts', check: `The ${layer} is mounted` } as const;
  const wrong = wrongMount(wanted, seen);
  if (wrong !== undefined) return [notMounted(layer, wanted, wrong)];
  if (seen.options.includes('ro') && !wanted.options.split(',').includes('ro'))
    return [
      problem(subject, 'fail', {
        found: `${visible(wanted.mount)} is read-only; expected it to be writable`,
        cure:
          layer === 'source'
            ? 'thaw the source if an earlier run has frozen it, or mount it again with rw'
            : 'mount the share again with rw, and look at its access settings',
      }),
    ];
  return [
    pass(subject, `${visible(seen.at)} at ${visible(wanted.mount)}, ${visible(seen.fstype)}`),
    ...judgeOptions(layer, wanted, seen),
  ];
}

function notMounted(layer: 'source' | 'gateway', wanted: Mount, wrong: string): ServerFinding {
  const subject = { area: 'Mounts', check: `The ${layer} is mounted` } as const;
  return problem(subject, 'fail', {
    found: `${wrong} at ${visible(wanted.mount)}; expected ${visible(wanted.export)}`,
    cure: `mount ${visible(wanted.export)} at ${visible(wanted.mount)} alone, as the runbook says, or correct ${layer}.export in the runbook`,
  });
}

/** The source of one server, where nothing but its place was read. */
export function judgePlace(wanted: Mount, seen: Place): ServerFinding {
  const wrong = wrongPlace(wanted, seen);
  const subject = { area: 'Mounts', check: 'The source is mounted' } as const;
  return wrong === undefined
    ? pass(subject, `${visible(seen.at)} at ${visible(wanted.mount)}`)
    : notMounted('source', wanted, wrong);
}

type Place = Pick<SeenMount, 'mounts' | 'at'>;

function wrongPlace(wanted: Mount, { mounts, at }: Place): string | undefined {
  if (mounts === 0) return 'nothing is mounted';
  if (mounts > 1) return `${mounts} mounts lie one above the other`;
  return trimmed(at) === trimmed(wanted.export) ? undefined : `${visible(at)} is mounted`;
}

function wrongMount(wanted: Mount, seen: SeenMount): string | undefined {
  const { fstype } = seen;
  const wrong = wrongPlace(wanted, seen);
  if (wrong !== undefined) return wrong;
  if (fstype !== 'nfs' && fstype !== 'nfs4')
    return `a file system of type ${visible(fstype)} is mounted`;
  return undefined;
}

const trimmed = (path: string): string => path.replace(/\/+$/, '');

/** The options that change what an application sees; a check ignores what a runbook leaves out. */
const SPELLINGS: readonly (readonly [name: string, of: (option: string) => string | undefined])[] =
  [
    ['hard or soft', (option) => (/^(hard|soft)$/.test(option) ? option : undefined)],
    ['version', (option) => /^(?:(?:nfs)?vers=|v)([0-9](?:\.[0-9])?)$/.exec(option)?.[1]],
    ['security', (option) => /^sec=(.+)$/.exec(option)?.[1]],
  ];

function judgeOptions(
  layer: 'source' | 'gateway',
  wanted: Mount,
  seen: SeenMount,
): ServerFinding[] {
  const subject = { area: 'Mounts', check: `Options of the ${layer}` } as const;
  const other = SPELLINGS.flatMap(([name, of]) => {
    const [expected, got] = [wanted.options.split(','), seen.options].map((options) =>
      options.map(of).findLast((word) => word !== undefined),
    );
    if (expected === undefined || isSame(expected, got)) return [];
    return [`${name} ${visible(got ?? 'not shown')}, expected ${visible(expected)}`];
  });
  if (other.length === 0) return [];
  const when = layer === 'source' ? 'A rollback' : 'The switch';
  return [
    problem(subject, 'warn', {
      found: `mounted with other options than the runbook says: ${other.join('; ')}`,
      cure: `${when} mounts it with ${layer}.options of the runbook: correct them, or mount it with them now`,
    }),
  ];
}

/** A major version stands for all of its minor versions. */
const isSame = (expected: string, got: string | undefined): boolean =>
  got === expected || (/^[0-9]$/.test(expected) && got?.startsWith(`${expected}.`) === true);

const FSTAB_LINE = { area: 'Mounts', check: 'The line in fstab' } as const;

function judgeFstab(source: Mount, fstab: Inspection['fstab']): ServerFinding[] {
  const fail = (found: string, cure: string): ServerFinding[] => [
    problem(FSTAB_LINE, 'fail', { found, cure }),
  ];
  const path = visible(source.mount);
  if (fstab === undefined)
    return fail(
      'fstab is not a plain file; expected one that the switch can replace whole',
      'make it a plain file: a link would be replaced by one',
    );
  if (fstab.lines !== 1)
    return fail(
      `${fstab.lines} lines for ${path}; expected one, which the switch changes so that a restart serves the gateway`,
      `write one line for ${path} into /etc/fstab, and take it out of what mounts it now`,
    );
  if (trimmed(fstab.source) !== trimmed(source.export))
    return fail(
      `${visible(fstab.source)} for ${path}; expected ${visible(source.export)}`,
      'correct the line, or source.export in the runbook',
    );
  if (fstab.type !== 'nfs' && fstab.type !== 'nfs4')
    return fail(
      `type ${visible(fstab.type)} for ${path}; expected nfs or nfs4, as the switch and a rollback mount it`,
      `mount the source by its NFS server's own name with type nfs, and write so into /etc/fstab`,
    );
  const automount = fstab.options.filter((option) =>
    /^(x-|comment=)systemd\.automount(=|$)/.test(option),
  );
  if (automount.length > 0)
    return fail(
      `the option ${visible(automount[0] ?? '')}; expected a plain mount: systemd would mount the old line again on first use`,
      'take the option out, run "systemctl daemon-reload" and mount the source without it',
    );
  return [judgeOptionsOfLine(path, fstab)];
}

function judgeOptionsOfLine(path: string, fstab: NonNullable<Inspection['fstab']>): ServerFinding {
  const options = optionsInWords(fstab);
  if (fstab.options.includes('noauto'))
    return problem(FSTAB_LINE, 'warn', {
      found: `the option noauto: after a boot nothing is mounted at ${path} until somebody does it, on the gateway too; expected a mount at the boot${options}`,
      cure: 'take the option out, or see who mounts it after a boot',
    });
  const lost = fstab.left.split(',').filter((option) => SEEN_BY_APPLICATIONS.test(option));
  if (lost.length > 0)
    return problem(FSTAB_LINE, 'warn', {
      found: `the gateway's line does not have ${visible(lost.join(', '))}, which applications notice; expected it in gateway.options too${options}`,
      cure: 'add it to gateway.options, unless the application does without it',
    });
  return pass(FSTAB_LINE, `${visible(fstab.source)} for ${path}${options}`);
}

/** When a write is on the server, and when others see it. */
const SEEN_BY_APPLICATIONS =
  /^(sync|dirsync|soft|noac|ac(reg|dir)(min|max)=.*|actimeo=.*|lookupcache=.*|nosharecache)$/;

function optionsInWords({ carried, left }: NonNullable<Inspection['fstab']>): string {
  const words = [
    ...(carried === '' ? [] : [`the gateway's line keeps ${visible(carried)}`]),
    ...(left === '' ? [] : [`it does not keep ${visible(left)}: gateway.options say what it has`]),
  ];
  return words.length === 0 ? '' : `; ${words.join('; ')}`;
}

const OTHERS: readonly (readonly [kind: string, found: string, cure: string])[] = [
  [
    'shared',
    'the same file system is mounted elsewhere too; expected it at the source alone: the freeze would make all of them read-only, and they would keep the old server',
    'unmount them, stop the containers or pods whose volumes they are, and mount them from the gateway after the switch',
  ],
  [
    'again',
    "the source's export is mounted a second time; expected it once: the freeze would not stop writers there, and they would keep the old server",
    'unmount it, or move it too, in a runbook of its own',
  ],
  [
    'nested',
    'something is mounted below the source; expected nothing: the source could not be unmounted',
    'unmount it for the cutover; after the switch it can be mounted again below the gateway',
  ],
];

/** Without the mounts of autofs: they belong to what mounts the source again. */
function judgeOthers({ mount }: Mount, others: Listed): ServerFinding[] {
  const subject = { area: 'Mounts', check: 'Mounted nowhere else' } as const;
  const found = OTHERS.flatMap(([kind, text, cure]) => {
    const lines = ofKind(others, kind);
    if (lines.length === 0) return [];
    return [problem(subject, 'fail', { found: `${text}: ${lines.join('; ')}`, cure })];
  });
  const shown = others.lines.length;
  if (others.count > shown)
    found.push(
      problem(subject, 'fail', {
        found: `${others.count - shown} more such mounts than are named here; expected none`,
        cure: `look at "findmnt" on the server; ${visible(mount)} must be the only one`,
      }),
    );
  const none = others.lines.every((line) => line.startsWith('autofs '));
  return none && found.length === 0 ? [pass(subject, 'once, and nothing below it')] : found;
}

/** `shared /srv/a nfs4 host:/x` as `/srv/a (host:/x)`; says whether a container or pod owns the mount. */
export function ofKind({ lines }: Listed, kind: string): readonly string[] {
  return lines.flatMap((line) => {
    const [first, target = '', , source = ''] = line.split(' ');
    if (first !== kind) return [];
    const [, owner] = /\/(kubelet|docker|containerd|containers|crio)\//.exec(target) ?? [];
    const of = owner === undefined ? '' : `, of ${owner}`;
    return [`${visible(target)} (${visible(source)}${of})`];
  });
}

function judgeNamespaces({ stay, unreadNamespaces }: Inspection): ServerFinding {
  const subject = { area: 'Mounts', check: 'No container keeps the source' } as const;
  if (stay.count > 0)
    return problem(subject, 'fail', {
      found: `other mount namespaces have the source and would keep the old server after the switch: ${listInWords(stay)}; expected none`,
      cure: 'stop these containers, pods or services for the cutover and start them after the switch; or mount a folder above it into them, with propagation rslave',
    });
  if (unreadNamespaces !== '0')
    return problem(subject, 'unproven', {
      found: `mount namespaces that the document could not look into: ${visible(unreadNamespaces)}; expected to see all`,
      cure: 'look at the processes of the server: "lsns -t mnt"; then re-run this job',
    });
  return pass(subject, 'no other mount namespace keeps it');
}
