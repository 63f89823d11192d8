// The task and its two locations, compared with the runbook.
import type { Agent, DataSync, Task } from '../../../aws/datasync/datasync.ts';
import type { Locations, NfsLocation, S3Location } from '../../../aws/datasync/locations.ts';
import { bareHost, exportParts } from '../../../runbook/schema/values.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { verifyModeProblem, wantsPointInTime } from '../../../runbook/task-overrides.ts';
import { isAccessPoint } from './access-point.ts';
import type { Finding } from '../finding.ts';
import { inArea, once } from '../group.ts';
import type { Group } from '../group.ts';
import { kerberosIn } from './kerberos.ts';
import { judgeOptions, judgeSelection } from './task-options.ts';

const { pass, warn, fail, unproven } = inArea('DataSync');

interface Reads {
  readonly datasync: Pick<DataSync, 'describeTask' | 'describeAgents'>;
  readonly locations: Locations;
}

const group = (check: string, look: Group['look']): Group => ({ area: 'DataSync', check, look });

/** The groups on the task, its agents and its locations. */
export function dataSyncGroups(
  runbook: Runbook,
  { datasync, locations }: Reads,
  task = once(() => datasync.describeTask()),
): readonly Group[] {
  return [
    ...taskGroups(runbook, { task, locations }),
    group('Agents are online', async () =>
      judgeAgents(await datasync.describeAgents((await task()).source ?? '')),
    ),
  ];
}

/** Those on how the task and its locations are set up. */
export function taskGroups(
  runbook: Runbook,
  { task, locations }: { readonly task: () => Promise<Task>; readonly locations: Locations },
): readonly Group[] {
  return [
    group('Task is available', async () => judgeTask(await task())),
    group("Task's options suit a cutover", async () =>
      judgeOptions(await task(), runbook.datasync),
    ),
    group('Task takes the whole source', async () => judgeSelection(await task())),
    ...(wantsPointInTime(runbook.datasync)
      ? [group(VERIFIES, async () => judgeVerifyMode(runbook.datasync, (await task()).mode))]
      : []),
    group('Task reads what the servers mount', async () =>
      judgeSource(await locations.nfs((await task()).source ?? ''), runbook.source),
    ),
    group('Task writes where the runbook says', async () =>
      judgeDestination(await locations.s3((await task()).destination ?? ''), runbook.bucket),
    ),
  ];
}

/** Status and schedule. A schedule that runs is a warning: run-datasync switches it off before the last transfer. */
export function judgeTask(
  task: Pick<Task, 'status' | 'errorCode' | 'errorDetail' | 'schedule'>,
): readonly Finding[] {
  return [judgeStatus(task), judgeSchedule(task.schedule)];
}

function judgeStatus({
  status,
  errorCode,
  errorDetail,
}: Pick<Task, 'status' | 'errorCode' | 'errorDetail'>): Finding {
  const check = 'Task is available';
  if (status === 'AVAILABLE') return pass(check, status);
  if (status === 'RUNNING' || status === 'QUEUED')
    return warn(
      check,
      `${status}: an execution is under way`,
      'nothing if it is an earlier try of this run; else wait for it, or the run will',
    );
  const why = [errorCode, errorDetail].filter((one) => one !== undefined).join(': ');
  return fail(
    check,
    `${status}${why === '' ? '' : ` (${why})`}, expected AVAILABLE`,
    'see that its agents are online and that they can mount the source; then the task becomes available by itself',
  );
}

function judgeSchedule(schedule: Task['schedule']): Finding {
  const check = 'Task has no schedule that runs';
  if (schedule === undefined) return pass(check, 'no schedule');
  const found = `${schedule.status}: ${schedule.expression}`;
  if (schedule.status === 'DISABLED') return pass(check, found);
  return warn(
    check,
    found,
    'nothing: the cutover switches it off after the freeze and keeps it; until then each of its starts may delay the run',
  );
}

const VERIFIES = 'Task can verify at one point in time';

/** Finds a verification that the task's mode does not have, before DataSync refuses it in the middle of a cutover. */
function judgeVerifyMode(
  datasync: Pick<Runbook['datasync'], 'options'>,
  mode: string | undefined,
): readonly Finding[] {
  const problem = verifyModeProblem(datasync, mode);
  if (problem === undefined) return [pass(VERIFIES, `${mode ?? ''} mode`)];
  return [fail(VERIFIES, `${problem.got}, expected ${problem.expected}`, problem.cure)];
}

/** An agent is OFFLINE after five minutes without contact; all agents of a location must be online. */
export function judgeAgents(agents: readonly Agent[]): readonly Finding[] {
  if (agents.length === 0)
    return [
      unproven(
        'Agents are online',
        'the source location names no agent',
        "see in the console how the task reaches the NFS server, and correct the task's source location",
      ),
    ];
  return agents.map(({ name, status, lastSeen }) =>
    status === 'ONLINE'
      ? pass(`Agent ${name} is online`, status)
      : fail(
          `Agent ${name} is online`,
          `${status}${lastSeen === undefined ? '' : `, last seen ${lastSeen.toISOString()}`}, expected ONLINE`,
          "start the agent's machine and check its way to DataSync's endpoint",
        ),
  );
}

/** The source location against the export that the servers mount: paths in all proofs are relative to both. */
export function judgeSource(
  { uri }: NfsLocation,
  source: Pick<Runbook['source'], 'export' | 'options'>,
): readonly Finding[] {
  return [judgeExport(uri, source.export), judgeSourceKerberos(source.options)];
}

/** The folder that a location reads, against the export as the servers mount it; another name of the host is a warning. */
export function judgeExport(uri: string, exported: string): Finding {
  const check = 'Task reads what the servers mount';
  const [, host, path] = /^nfs:\/\/([^/]+)(\/.*)$/.exec(uri) ?? [];
  const { host: wantedHost, path: wantedPath } = exportParts(exported);
  if (host === undefined || path === undefined)
    return unproven(
      check,
      `location '${uri}', expected nfs://…`,
      "look at the task's source location",
    );
  if (folder(path) !== folder(wantedPath))
    return fail(
      check,
      `the task reads ${uri}, the servers mount ${exported}`,
      'name in source.export the folder that the task copies, or give the task a location of the folder that the servers mount',
    );
  if (bareHost(host) !== wantedHost)
    return warn(
      check,
      `the same path, but the task knows the server as ${host} and the servers as ${wantedHost}`,
      'see that both are names of one NFS server',
    );
  return pass(check, uri);
}

function judgeSourceKerberos(options: string): Finding {
  const check = 'Task can read the source without Kerberos';
  const flavour = kerberosIn(options);
  if (flavour === undefined) return pass(check, 'source.options ask for none');
  return warn(
    check,
    `the servers mount with sec=${flavour}; DataSync's NFS locations have no Kerberos`,
    'see that the export lets the agents in with sec=sys, and that the last execution has left nothing out',
  );
}

/** Classes whose objects can be read at once; a gateway cannot read the others (InaccessibleStorageClass). */
const READABLE = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_INSTANT_RETRIEVAL',
];
const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];

/** The destination location against the runbook's bucket, and the storage class of what the task writes. */
export function judgeDestination(
  { uri, storageClass }: S3Location,
  { name, prefix }: Runbook['bucket'],
): readonly Finding[] {
  return [judgePlace(uri, `s3://${name}/${prefix}`), judgeClass(storageClass)];
}

/** The place of a location, `s3://bucket/prefix/`, against the wanted one; an access point is a warning. */
export function judgePlace(uri: string, wanted: string): Finding {
  const check = 'Task writes where the runbook says';
  if (folder(uri) === folder(wanted)) return pass(check, uri);
  if (isAccessPoint(uri))
    return warn(
      check,
      `${uri}: an access point, which does not name its bucket; expected ${wanted}`,
      'see that it is an access point of this bucket; the proof of every file will show it',
    );
  return fail(
    check,
    `the task writes to ${uri || 'no location'}, expected ${wanted}`,
    'correct bucket.name and bucket.prefix in the runbook, or give the task the right destination',
  );
}

function judgeClass(storageClass: string): Finding {
  const check = 'Task writes objects that can be read at once';
  if (READABLE.includes(storageClass)) return pass(check, storageClass);
  const cure = 'give the destination location another storage class, and restore what is archived';
  return ARCHIVED.includes(storageClass)
    ? fail(check, `${storageClass}, which a File Gateway cannot read`, cure)
    : unproven(check, `${storageClass}, expected one of ${READABLE.join(', ')}`, cure);
}

const folder = (path: string): string => path.replace(/\/*$/, '/');
