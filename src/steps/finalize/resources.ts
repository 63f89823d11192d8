// The task of the runbook, its two locations and its agents: what is there, and whether finalize may delete it.
import { CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { ResourceKind, Resources, ResourceDescription } from '../../aws/datasync/resources.ts';
import type { StepContext } from '../frame/context.ts';
import { judgeExport, judgePlace } from '../preflight/aws/datasync-checks.ts';
import type { Finding } from '../preflight/finding.ts';

export interface Resource {
  readonly kind: ResourceKind;
  readonly arn: string;
  /** Undefined: it is gone. */
  readonly description: ResourceDescription | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TaskResources {
  /** The task, its source, its destination, and the agents of the source: in the order of the deletion. */
  readonly resources: readonly Resource[];
  /** As DataSync lists them (30 days), by ARN; none if the task is gone. */
  readonly executions: readonly Execution[];
}

export interface Execution {
  readonly arn: string;
  readonly status: string;
}

/** The ARN of each resource that an earlier try found, for those that are gone by now. */
export interface Known {
  readonly resources: readonly { readonly kind: ResourceKind; readonly arn: string }[];
}

export interface ResourcePorts {
  readonly resources: Resources;
  readonly datasync: Pick<DataSync, 'list'>;
}

const MOST_EXECUTIONS = 10_000;

/** Reads them all. Throws `missing` if the task is gone and no earlier try says what belonged to it. */
export async function readTaskResources(
  context: StepContext,
  ports: ResourcePorts,
  known: Known | undefined,
): Promise<TaskResources> {
  const { datasync } = context.runbook;
  const found: Resource[] = [];
  const add = async (kind: ResourceKind, arn: string): Promise<ResourceDescription | undefined> => {
    const description = await ports.resources.describe(kind, arn);
    const tags = description === undefined ? {} : await ports.resources.tags(arn);
    found.push({ kind, arn, description, tags });
    return description;
  };
  const task = await add('task', datasync.task);
  if (task === undefined && known === undefined) throw nothingKnown(context);
  const before = (kind: ResourceKind): readonly string[] =>
    (known?.resources ?? []).filter((one) => one.kind === kind).map(({ arn }) => arn);
  const location = (kind: 'source' | 'destination', member: string): string => {
    const arn = task === undefined ? before(kind)[0] : textIn(task, member);
    if (arn === undefined) throw locationUnknown(context, kind);
    return arn;
  };
  const source = await add('source', location('source', 'SourceLocationArn'));
  await add('destination', location('destination', 'DestinationLocationArn'));
  for (const arn of source === undefined ? before('agent') : agentsIn(source))
    await add('agent', arn);
  const executions = task === undefined ? [] : await ports.datasync.list(MOST_EXECUTIONS);
  return { resources: found, executions: [...executions].sort(byArn) };
}

const byArn = (a: Execution, b: Execution): number => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0);

/** What about the task and its locations themselves is in the way of a deletion. */
export function checkTaskResources(
  { runbook }: StepContext,
  { resources, executions }: TaskResources,
): { readonly problems: readonly Failure[]; readonly warnings: readonly string[] } {
  const described = (kind: ResourceKind): ResourceDescription | undefined =>
    resources.find((one) => one.kind === kind)?.description;
  const [task, source, destination] = [
    described('task'),
    described('source'),
    described('destination'),
  ];
  const { bucket } = runbook;
  const places = [
    ...(source ? [judgeExport(textIn(source, 'LocationUri') ?? '', runbook.source.export)] : []),
    ...(destination
      ? [
          judgePlace(
            textIn(destination, 'LocationUri') ?? '',
            `s3://${bucket.name}/${bucket.prefix}`,
          ),
        ]
      : []),
  ];
  const wrong = places.filter(({ state }) => state === 'fail' || state === 'unproven');
  return {
    problems: [...(task ? taskProblems(task, executions) : []), ...wrong.map(asFailure)],
    warnings: places
      .filter(({ state }) => state === 'warn')
      .map(({ check, found }) => `${check}: ${visible(found)}`),
  };
}

const asFailure = ({ check, found, cure }: Finding): Failure => ({
  what: check,
  expected: 'a location of the runbook',
  got: visible(found),
  cure: cure ?? '',
});

function taskProblems(task: ResourceDescription, executions: readonly Execution[]): Failure[] {
  const { Status: status, Schedule } = task as {
    readonly Status?: string;
    readonly Schedule?: { readonly ScheduleExpression?: string; readonly Status?: string };
  };
  const live = executions.filter((one) => one.status !== 'SUCCESS' && one.status !== 'ERROR');
  const found: Failure[] = [];
  if (status !== 'AVAILABLE')
    found.push({
      what: 'the status of the task',
      expected: 'AVAILABLE',
      got: status ?? 'nothing',
      cure: 'wait for what it does; if it is UNAVAILABLE, bring its agents online again',
    });
  if (live.length > 0)
    found.push({
      what: 'the executions of the task',
      expected: 'all ended',
      got: live.map(({ arn, status }) => `${arn}: ${status}`).join(', '),
      cure: 'find out who has started it: the task must copy nothing any more; then wait for its end',
    });
  const { ScheduleExpression: expression = '', Status: scheduled = 'ENABLED' } = Schedule ?? {};
  if (expression !== '' && scheduled !== 'DISABLED')
    found.push({
      what: 'the schedule of the task',
      expected: 'none, or one that is DISABLED',
      got: `${scheduled}: ${expression}`,
      cure: 'disable it: somebody relies on it, or it copies old files over new ones',
    });
  return found;
}

function textIn(description: ResourceDescription | undefined, member: string): string | undefined {
  const value = description?.[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function agentsIn(source: ResourceDescription): readonly string[] {
  const { OnPremConfig: config } = source as {
    readonly OnPremConfig?: { readonly AgentArns?: readonly string[] };
  };
  return config?.AgentArns ?? [];
}

const nothingKnown = ({ runbook }: StepContext): CutoverError =>
  new CutoverError('missing', {
    what: runbook.datasync.task,
    expected: 'the task, or the export that an earlier try of finalize has made of it',
    got: 'neither',
    cure: 'check datasync.task and the run; if somebody deleted it by hand, its locations and agents must be deleted by hand, too',
  });

const locationUnknown = ({ runbook }: StepContext, kind: string): CutoverError =>
  new CutoverError('aws-unreadable', {
    what: `the ${kind} location of ${runbook.datasync.task}`,
    expected: 'its ARN',
    got: 'nothing',
    cure: 'look at the task in the console; this step deleted nothing',
  });
