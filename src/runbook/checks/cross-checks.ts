// What must hold between the values of a runbook. Each check passes over values that are wrong already.
import { parseArn, partitionOf } from '../../core/values/arn.ts';
import {
  extrasChecks,
  finalizeChecks,
  NOT_TAKEN,
  servicesChecks,
  TAKEN,
} from './section-checks.ts';
import { windowChecks } from './window-checks.ts';
import { show } from '../problem.ts';
import { absolutePath, keyPrefix } from '../schema/values.ts';
import { type Complaint, type Path, valueAt } from '../yaml.ts';

/** Every disagreement between values of the plain document. */
export function crossChecks(data: unknown): Complaint[] {
  const read = (...path: Path): string | undefined => textAt(data, path);
  return [
    ...accountsAndRegions(read),
    ...mounts(read),
    ...testFiles(read),
    ...prefixes(read),
    ...evidence(read),
    ...servicesChecks(data),
    ...extrasChecks(data),
    ...finalizeChecks(data),
    ...windowChecks(data),
    ...gates(data, read),
    ...quorum(data),
    ...listers(data),
    ...repeated(data, ['application', 'servers']),
    ...repeated(data, ['application', 'services']),
    ...repeated(data, ['application', 'health', 'unit']),
    ...repeated(data, ['refresh', 'folders']),
    ...taskOptions(read),
    ...taskReport(read),
  ];
}

type Read = (...path: Path) => string | undefined;

function accountsAndRegions(read: Read): Complaint[] {
  const account = read('account');
  const task = parseArn(read('datasync', 'task') ?? '');
  const found: Complaint[] = [];
  for (const path of [
    ['datasync', 'task'],
    ['gateway', 'arn'],
    ['gateway', 'share'],
  ]) {
    const arn = parseArn(read(...path) ?? '');
    if (arn === undefined) continue;
    if (account !== undefined && /^\d{12}$/.test(account) && arn.account !== account)
      found.push({ path, expected: `the runbook's account ${account}`, got: arn.account });
    if (task !== undefined && arn.region !== task.region)
      found.push({ path, expected: `the task's Region ${task.region}`, got: arn.region });
    if (task !== undefined && arn.partition !== task.partition)
      found.push({ path, expected: `the task's partition ${task.partition}`, got: arn.partition });
    const own = partitionOf(arn.region);
    if (own?.id !== arn.partition)
      found.push({ path, expected: `a Region of the partition ${arn.partition}`, got: arn.region });
  }
  // An account belongs to one partition.
  const region = read('application', 'region');
  const near = partitionOf(region ?? '');
  if (task !== undefined && near !== undefined && near.id !== task.partition)
    found.push({
      path: ['application', 'region'],
      expected: `a Region of the task's partition ${task.partition}`,
      got: show(region),
    });
  return found;
}

function mounts(read: Read): Complaint[] {
  const source = absolutePath(read('source', 'mount') ?? '');
  const gateway = absolutePath(read('gateway', 'mount') ?? '');
  const found: Complaint[] = [];
  if (source !== undefined && gateway !== undefined) {
    const apart =
      !`${source}/`.startsWith(`${gateway}/`) && !`${gateway}/`.startsWith(`${source}/`);
    const expected = `a folder that is neither inside nor around source.mount (${show(source)})`;
    if (!apart) found.push({ path: ['gateway', 'mount'], expected, got: show(gateway) });
  }
  const from = read('source', 'export');
  if (from !== undefined && from === read('gateway', 'export'))
    found.push({
      path: ['gateway', 'export'],
      expected: "the gateway's own export",
      got: 'the same as source.export',
    });
  return found;
}

function evidence(read: Read): Complaint[] {
  const found: Complaint[] = [];
  const bucket = read('evidence', 'bucket');
  if (bucket !== undefined && bucket === read('bucket', 'name'))
    found.push({
      path: ['evidence', 'bucket'],
      expected: 'another bucket than the one with the files',
      got: show(bucket),
    });
  return found;
}

function testFiles(read: Read): Complaint[] {
  const found: Complaint[] = [];
  const canary = read('canary', 'to');
  if (canary !== undefined && canary === read('confirmation', 'to'))
    found.push({
      path: ['confirmation', 'to'],
      expected: 'another name than canary.to',
      got: show(canary),
    });
  for (const name of ['canary', 'confirmation']) {
    const to = read(name, 'to');
    const base = to?.split('/').at(-1) ?? '';
    // The run's id and a hyphen are put into the name.
    if (new TextEncoder().encode(base).length > 200)
      found.push({
        path: [name, 'to'],
        expected: 'a file name of at most 200 bytes',
        got: show(base),
        hint: "shorten it: the run's id is put into it",
      });
  }
  return found;
}

// After the switch the share stands where the source stood: the same path must lead to the same object.
function prefixes(read: Read): Complaint[] {
  const share = read('gateway', 'prefix');
  const shareKeys = keyPrefix(share ?? '');
  const keys = keyPrefix(read('bucket', 'prefix') ?? '');
  if (share === undefined || shareKeys === undefined || shareKeys === keys) return [];
  const expected = `bucket.prefix (${show(keys)}), so that every file keeps its path after the switch`;
  return keys === undefined
    ? []
    : [{ path: ['gateway', 'prefix'], expected, got: show(shareKeys) }];
}

function gates(data: unknown, read: Read): Complaint[] {
  const cutover = read('gates', 'cutover');
  const signOff = valueAt(data, ['gates', 'sign-off']);
  const all: { path: Path; name: unknown }[] = [{ path: ['gates', 'cutover'], name: cutover }];
  for (const [i, name] of (Array.isArray(signOff) ? signOff : []).entries())
    all.push({ path: ['gates', 'sign-off', i], name });
  const seen = new Set<string>();
  const found: Complaint[] = [];
  for (const { path, name } of all) {
    if (typeof name !== 'string') continue;
    // GitHub ignores the case of environments' names.
    const lower = name.toLowerCase();
    if (TAKEN.includes(lower)) found.push({ path, expected: NOT_TAKEN, got: show(name) });
    else if (seen.has(lower))
      found.push({ path, expected: 'each gate once', got: `${show(name)} again` });
    seen.add(lower);
  }
  return found;
}

// Only where its sign-offs are a list: a wrong one has a problem of its own.
function quorum(data: unknown): Complaint[] {
  const path = ['gates', 'quorum'];
  const asked = valueAt(data, path);
  const signOff = valueAt(data, ['gates', 'sign-off']) ?? [];
  if (typeof asked !== 'number' || !Array.isArray(signOff)) return [];
  const gates = 1 + signOff.length;
  if (asked <= gates) return [];
  const expected = `at most ${gates}, the number of gates: one environment yields one approval`;
  return [{ path, expected, got: String(asked) }];
}

function listers(data: unknown): Complaint[] {
  const path = ['verify', 'listers'];
  const asked = valueAt(data, path);
  const servers = valueAt(data, ['application', 'servers']);
  if (typeof asked !== 'number' || !Array.isArray(servers) || asked <= servers.length) return [];
  const expected = `at most ${servers.length}, the number of application.servers`;
  return [{ path, expected, got: String(asked) }];
}

function repeated(data: unknown, path: Path): Complaint[] {
  const list = valueAt(data, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, i) =>
    typeof item === 'string' && list.indexOf(item) < i
      ? [{ path: [...path, i], expected: 'each once', got: `${show(item)} again` }]
      : [],
  );
}

function taskOptions(read: Read): Complaint[] {
  const option = (name: string): string | undefined => read('datasync', 'options', name);
  const found: Complaint[] = [];
  const refuse = (name: string, expected: string): void => {
    found.push({ path: ['datasync', 'options', name], expected, got: show(option(name)) });
  };
  if (option('Mtime') === 'NONE')
    refuse('Mtime', 'PRESERVE, without which every file is sent again');
  if (option('Atime') === 'NONE') refuse('Atime', 'BEST_EFFORT, which goes with Mtime: PRESERVE');
  return found;
}

function taskReport(read: Read): Complaint[] {
  const path = ['datasync', 'report', 'role'];
  const role = parseArn(read(...path) ?? '');
  const account = read('account');
  if (role === undefined || account === undefined || !/^\d{12}$/.test(account)) return [];
  const { partition = role.partition } = parseArn(read('datasync', 'task') ?? '') ?? {};
  if (role.partition !== partition)
    return [{ path, expected: `the task's partition ${partition}`, got: role.partition }];
  if (role.account === account) return [];
  return [{ path, expected: `a role of the runbook's account ${account}`, got: role.account }];
}

function textAt(data: unknown, path: Path): string | undefined {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : undefined;
}
