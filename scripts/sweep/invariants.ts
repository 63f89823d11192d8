// What must hold after every trial. Each function answers what is wrong, one sentence each.
import type { Entry } from '../../src/journal/entry.ts';
import type { State } from '../../src/journal/states.ts';
import type { ServerLook } from './server-look.ts';
import type { WorldLook } from './world-look.ts';

/** What the night has told besides its files. */
export interface Told {
  /** The world before anything was begun. */
  readonly before: WorldLook;
  /** The digest of what the application wrote last into each file. */
  readonly written: ReadonlyMap<string, string>;
  /** The paths that list-written has named. */
  readonly listed: ReadonlySet<string>;
  /** What the executions of DataSync did that they must not. */
  readonly executions: readonly string[];
  /** A name that test files have, and nothing else. */
  readonly testFile: RegExp;
}

/** Everything that is wrong at the end of a night: after its report, nothing runs any more. */
export const faultsOf = (look: WorldLook, told: Told): string[] => [
  ...look.servers.flatMap(ofServer),
  ...ofSides(look),
  ...ofState(look),
  ...ofFiles(look, told),
  ...told.executions,
  ...ofRemains(look, told),
];

/** One mount, readable, writable, the same after a boot, with its services; or nothing, guarded. */
function ofServer(server: ServerLook): string[] {
  const { instance, side, layers, readOnly, readable, fstab, services } = server;
  const faults: string[] = [];
  const up = services.every((state) => state === 'active');
  if (side === 'nothing') {
    if (services.includes('active')) faults.push('nothing is mounted, and a service runs');
    if (fstab.side !== 'source' || !fstab.readOnly)
      faults.push('nothing is mounted, and a boot would mount it for writing');
    return faults.map((fault) => `${instance}: ${fault}`);
  }
  if (side === 'another') faults.push('something else is mounted');
  if (layers !== 1) faults.push(`${layers} mounts are above each other`);
  if (!readable) faults.push('the path cannot be read');
  if (readOnly) faults.push(`the ${side} is served read-only`);
  if (!up) faults.push(`its services are ${services.join(', ')}`);
  if (fstab.lines !== 1) faults.push(`fstab has ${fstab.lines} lines for the path`);
  if (fstab.side !== side) faults.push(`the ${side} is mounted, and fstab names the ${fstab.side}`);
  if (fstab.readOnly) faults.push('after a boot the path would be read-only');
  return faults.map((fault) => `${instance}: ${fault}`);
}

/** One side serves all servers. */
function ofSides({ servers }: WorldLook): string[] {
  const sides = [...new Set(servers.map(({ side }) => side))];
  return sides.length === 1 ? [] : [`the servers are served by ${sides.join(' and ')}`];
}

const BY_GATEWAY: readonly State[] = ['confirmed', 'finalized'];
/** Where nothing is under way: a job that is over must leave the migration in one of these. */
const AT_REST: readonly State[] = [
  ...BY_GATEWAY,
  ...(['prepared', 'proven', 'approved', 'abandoned'] as const),
  ...(['rolled-back-none', 'rolled-back-listed', 'rolled-back-settled'] as const),
];

/** The journal is whole, tells of nothing that is under way, and names the side that serves. */
function ofState({ servers, newest, broken }: WorldLook): string[] {
  if (broken !== undefined) return [`the journal is broken: ${broken}`];
  if (newest === undefined) return ['the journal is empty'];
  const { state, intent } = newest;
  const faults: string[] = [];
  if (!AT_REST.includes(state)) faults.push(`the journal says ${state}, and nothing is under way`);
  if (intent !== null) faults.push(`the journal says that ${intent} is about to be reached`);
  const expected = BY_GATEWAY.includes(state) ? 'gateway' : 'source';
  for (const { instance, side } of servers)
    if (side !== expected && side !== 'nothing')
      faults.push(`the journal says ${state}, and the ${side} serves ${instance}`);
  return faults;
}

/** No file of the source or of the application is missing from the side that serves, or from the list. */
function ofFiles(look: WorldLook, { before, written, listed }: Told): string[] {
  const side = look.servers[0]?.side;
  const served = side === 'gateway' ? look.gateway : look.source;
  const expected = new Map([...before.source, ...written]);
  const lost = [...expected].filter(
    ([path, digest]) => served.get(path) !== digest && !listed.has(path),
  );
  const [first] = lost;
  if (first === undefined) return [];
  const how = served.has(first[0]) ? 'older there' : 'missing there';
  return [
    `${lost.length} files are neither on the ${side} nor in the list, such as ${first[0]} (${how})`,
  ];
}

/** Test files are gone, and servers hold nothing of ours but what the state needs. */
function ofRemains({ servers, newest, source, gateway }: WorldLook, told: Told): string[] {
  const known = new Set(told.before.servers.flatMap(({ ours }) => ours));
  const faults: string[] = [];
  for (const { instance, ours, elsewhere } of servers) {
    const left = ours.filter((file) => !known.has(file) && !stays(file, newest));
    if (left.length > 0) faults.push(`${instance}: left behind: ${left.join(', ')}`);
    if (elsewhere.length > 0) faults.push(`${instance}: mounted besides: ${elsewhere.join(', ')}`);
  }
  const side = servers[0]?.side === 'gateway' ? gateway : source;
  const tests = [...side.keys()].filter((path) => told.testFile.test(path));
  if (tests.length > 0) faults.push(`test files are left where it serves: ${tests.join(', ')}`);
  return faults;
}

/** The fence, locks and what was made stay for long; the notes of a switch until finalize, for a later way back. */
function stays(file: string, newest: Entry | undefined): boolean {
  if (/\/(epoch|started|[^/]*lock|lock\.output|[^/]*\.made)$/.test(file)) return true;
  const confirmed = newest !== undefined && BY_GATEWAY.includes(newest.state);
  // The next attempt takes what a listing has left, or the listing of another run does a week later.
  if (!confirmed && /\/tree-[^/]*\/[^/]*$/.test(file)) return true;
  return (
    confirmed &&
    /\/(confirmed|switched|frozen|fstab-before|restore|restore\.sha256|\.covered)$/.test(file)
  );
}
