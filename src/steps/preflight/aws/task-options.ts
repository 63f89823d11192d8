// The settings of the task, with which every delta runs unless the runbook overrides them.
import type { Task } from '../../../aws/datasync/datasync.ts';
import { visible } from '../../../core/text/markdown.ts';
import { overridesOf } from '../../../runbook/task-overrides.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import type { Finding, FindingState } from '../finding.ts';
import { inArea } from '../group.ts';

const { pass, warn, fail, unproven } = inArea('DataSync');

interface Demand {
  /** As the DataSync API names it. */
  readonly option: string;
  /** Every other value is `otherwise`. */
  readonly good: readonly (string | number)[];
  readonly otherwise: Extract<FindingState, 'warn' | 'fail'>;
  /** What another value does to a cutover. */
  readonly why: string;
}

/** Attributes that the gateway serves to applications come from the metadata of the objects. */
const lost = (what: string): string =>
  `new objects would not have ${what}, and the gateway serves what the objects have`;

/** What the options must be; their values and defaults are those of the API reference (Options). */
const DEMANDS: readonly Demand[] = [
  {
    option: 'OverwriteMode',
    good: ['ALWAYS'],
    otherwise: 'fail',
    why: 'a file that changed since the first copy would never arrive',
  },
  {
    option: 'Uid',
    good: ['INT_VALUE', 'BOTH', 'NAME'],
    otherwise: 'fail',
    why: lost('the owner'),
  },
  {
    option: 'Gid',
    good: ['INT_VALUE', 'BOTH', 'NAME'],
    otherwise: 'fail',
    why: lost('the group'),
  },
  {
    option: 'PosixPermissions',
    good: ['PRESERVE'],
    otherwise: 'fail',
    why: lost('the permissions'),
  },
  {
    option: 'Mtime',
    good: ['PRESERVE'],
    otherwise: 'fail',
    why: lost('the time of the last change'),
  },
  {
    option: 'VerifyMode',
    good: ['ONLY_FILES_TRANSFERRED', 'POINT_IN_TIME_CONSISTENT'],
    otherwise: 'warn',
    why: 'DataSync compares nothing after a transfer; only the proof of every file does',
  },
  {
    option: 'BytesPerSecond',
    good: [-1],
    otherwise: 'warn',
    why: 'the transfer after the freeze has this limit too, while applications wait',
  },
  {
    option: 'LogLevel',
    good: ['BASIC', 'TRANSFER'],
    otherwise: 'warn',
    why: 'DataSync does not log which files fail',
  },
  {
    option: 'TransferMode',
    good: ['CHANGED'],
    otherwise: 'warn',
    why: 'every delta copies everything, also the one after the freeze',
  },
];

const CHECK = "Task's options suit a cutover";

/**
 * The options as a start of a run has them: the task's, with what the runbook overrides. OverwriteMode: NEVER of the
 * runbook itself is a warning in this release, as its lint says.
 */
export function judgeOptions(
  { options }: Pick<Task, 'options'>,
  datasync: Pick<Runbook['datasync'], 'options'>,
): readonly Finding[] {
  if (options === undefined)
    return [
      unproven(
        CHECK,
        'DescribeTask shows no options, expected all of them',
        'look at the settings of the task in the console',
      ),
    ];
  const overrides: Readonly<Record<string, string | number | undefined>> = overridesOf(
    datasync,
    true,
  );
  const found = DEMANDS.flatMap(({ option, good, otherwise, why }) => {
    const own = Object.hasOwn(overrides, option);
    const value = (own ? overrides : options)[option];
    // DescribeTask leaves out an option that has its default.
    if (value === undefined || good.some((one) => one === value)) return [];
    const place = own ? 'datasync.options of the runbook' : 'the task';
    const deprecated = own && option === 'OverwriteMode';
    const finding = otherwise === 'warn' || deprecated ? warn : fail;
    return [
      finding(
        CHECK,
        visible(`${option}: ${value} (${place}), expected ${good.join(' or ')}: ${why}`),
        own
          ? `correct ${option} in datasync.options`
          : `set ${option}: ${good[0] ?? ''} on the task, or in datasync.options`,
      ),
    ];
  });
  if (found.length > 0) return found;
  const removes = options.PreserveDeletedFiles === 'REMOVE';
  return [
    pass(
      CHECK,
      removes
        ? 'yes; the task has PreserveDeletedFiles: REMOVE, and every start of a run says PRESERVE'
        : 'yes',
    ),
  ];
}

/** What a delta takes of the source: with a manifest only what that lists, with filters only what they select. */
export function judgeSelection({
  manifest,
  filters,
}: Pick<Task, 'manifest' | 'filters'>): readonly Finding[] {
  const check = 'Task takes the whole source';
  const named = [
    ...(filters.includes === '' ? [] : [`includes ${filters.includes}`]),
    ...(filters.excludes === '' ? [] : [`excludes ${filters.excludes}`]),
  ];
  if (manifest !== undefined)
    return [
      fail(
        check,
        visible(`only what the manifest ${manifest} lists: a new or changed file never arrives`),
        "remove the manifest from the task's settings (UpdateTask with an empty ManifestConfig)",
      ),
    ];
  if (named.length > 0)
    return [
      warn(
        check,
        visible(`it has filters: ${named.join(', ')}`),
        'see that nothing of what they leave out is needed after the switch: the proof of every file does not compare it',
      ),
    ];
  return [pass(check, 'no manifest, no filters')];
}
