// Whether the canary and the confirmation file can be made on the server, before anything is begun.
import { visible } from '../../../core/text/markdown.ts';
import { folderOf } from '../../../plan/document-run.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Inspection, SeenMount, SeenPath, SeenTestFiles } from './inspection.ts';
import { pass, problem } from './server-findings.ts';
import type { ServerFinding } from './server-findings.ts';

/** The sections of the runbook that these checks need. */
export type Tried = Pick<Runbook, 'application' | 'canary' | 'confirmation' | 'verify'>;

const SUBJECTS = {
  canary: { area: 'Mounts', check: 'The canary can be made' },
  confirmation: { area: 'Mounts', check: 'The confirmation file can be made' },
} as const;
const ROOM = { area: 'Mounts', check: 'Room for the test files' } as const;

/** The calibration folder holds seven more files and folders. */
const CALIBRATION = 8;

const SIDES = ['source', 'gateway'] as const;
type Side = (typeof SIDES)[number];

/** The findings on the server that makes the test files, passes included. A side that is not mounted has none. */
export function judgeTestFiles(runbook: Tried, seen: Inspection): readonly ServerFinding[] {
  const { source, gateway } = seen;
  if (source.testFiles === undefined) return [];
  return [
    ...judgeTestFile(runbook, 'canary', seen),
    ...judgeTestFile(runbook, 'confirmation', seen),
    ...judgeRoom(runbook, { source: source.testFiles, gateway: gateway.testFiles }),
  ];
}

/** The same on any other server, which makes a confirmation file alone. */
export const judgeConfirmation = (runbook: Tried, seen: Inspection): readonly ServerFinding[] =>
  seen.source.testFiles === undefined ? [] : judgeTestFile(runbook, 'confirmation', seen);

function judgeTestFile(
  runbook: Tried,
  of: 'canary' | 'confirmation',
  { source, gateway }: Inspection,
): ServerFinding[] {
  const { user } = runbook.application;
  const found = (['copy', 'to'] as const).flatMap((key) => {
    const words = WORDS[key](runbook[of][key], user);
    const told = (side: Side, state: 'fail' | 'warn' | 'unproven', is: Fault) =>
      problem(SUBJECTS[of], state, {
        found: `${words.what(`${of}.${key}`)} on the ${side}: ${STATES[is]}; expected ${words.expected}`,
        cure: state === 'warn' ? LATE : cureOf(is, `${of}.${key}`, words),
      });
    const here = faultOf(source, of, key);
    if (here !== undefined) return [told('source', stateOf(here), here)];
    const there = faultOf(gateway, of, key);
    if (there === undefined) return [];
    return [told('gateway', there === 'missing' ? 'warn' : stateOf(there), there)];
  });
  // Of a mount that is read-only as a whole nothing is claimed: that is a finding of its own.
  if (found.length > 0 || [source, gateway].some(isReadOnly)) return found;
  const { copy, to } = runbook[of];
  const where = gateway.testFiles === undefined ? 'on the source' : 'on both sides';
  return [
    pass(SUBJECTS[of], `${user} can read ${visible(copy)} and write ${visible(to)}, ${where}`),
  ];
}

type Fault = Exclude<SeenPath['is'], 'readable' | 'writable'>;

function faultOf(side: SeenMount, of: 'canary' | 'confirmation', key: 'copy' | 'to') {
  const is = side.testFiles?.[of][key].is;
  if (is === undefined || is === 'readable' || is === 'writable') return undefined;
  return is === 'denied' && key === 'to' && isReadOnly(side) ? undefined : is;
}

const isReadOnly = ({ options }: SeenMount): boolean => options.includes('ro');
const stateOf = (is: Fault) => (is === 'unknown' ? 'unproven' : 'fail');

const STATES: Readonly<Record<Fault, string>> = {
  missing: 'not there',
  denied: 'permission denied',
  outside: 'a symbolic link leads out of the mount',
  other: 'something of another kind',
  unknown: 'the server does not say what it is',
};

const LATE =
  'nothing, if the delta brings it; else let the task copy it and refresh the share before the cutover';

interface Words {
  readonly what: (key: string) => string;
  readonly expected: string;
  readonly make: string;
  readonly allow: string;
}

const WORDS: Readonly<Record<'copy' | 'to', (path: string, user: string) => Words>> = {
  copy: (path, user) => ({
    what: (key) => `${key} (${visible(path)})`,
    expected: `a plain file inside the mount that ${user} can read`,
    make: 'put the file there',
    allow: `give ${user} read access to it`,
  }),
  to: (path, user) => ({
    what: (key) => `the folder of ${key} (${visible(folderOf(path)) || 'the mount point'})`,
    expected: `a folder inside the mount in which ${user} can write`,
    make: 'make that folder',
    allow: `give ${user} write access to it`,
  }),
};

function cureOf(is: Fault, key: string, { make, allow }: Words): string {
  const another = `name another in ${key} of the runbook`;
  switch (is) {
    case 'missing':
      return `${make}, or ${another}`;
    case 'denied':
      return `${allow}, or ${another}`;
    case 'unknown':
      return 'look at it on the server as that user, then re-run this job';
    case 'outside':
    case 'other':
      return another;
  }
}

function judgeRoom(
  runbook: Tried,
  seen: Readonly<Record<Side, SeenTestFiles | undefined>>,
): ServerFinding[] {
  const found = SIDES.flatMap((side) => {
    const files = seen[side];
    const words = files === undefined ? undefined : shortOf(runbook, side, files);
    return words === undefined
      ? []
      : [problem(ROOM, files?.free === undefined ? 'unproven' : 'fail', words)];
  });
  return found.length > 0 ? found : [pass(ROOM, 'enough space and inodes')];
}

function shortOf(
  { application, verify }: Tried,
  side: Side,
  { canary, confirmation, free }: SeenTestFiles,
) {
  if (free === undefined)
    return {
      found: `the server does not say what is free on the ${side}`,
      cure: 'look at "df" and "df -i" on the server, then re-run this job',
    };
  const confirmations = application.servers.length;
  const bytes = (canary.copy.size ?? 0) + confirmations * (confirmation.copy.size ?? 0);
  const files = 1 + confirmations + (verify.calibrate ? CALIBRATION : 0);
  const short = [
    ...(free.bytes < bytes ? [`free bytes: ${free.bytes}, expected at least ${bytes}`] : []),
    ...((free.inodes ?? files) < files
      ? [`free inodes: ${free.inodes ?? 0}, expected at least ${files}`]
      : []),
  ];
  if (short.length === 0) return undefined;
  return {
    found: `on the ${side}, ${short.join('; ')}`,
    cure: `make room on the ${side}, then re-run this job`,
  };
}
