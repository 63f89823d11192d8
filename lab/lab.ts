// The lab: AWS and its machines, built from a runbook and a scenario, behind one endpoint on loopback.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiFaults, createLostAnswers } from './faults/api-faults.ts';
import { giveToOrdinaryUser, removeWorld } from './application-server/ordinary-user.ts';
import { createServers } from './application-server/servers.ts';
import type { Servers } from './application-server/servers.ts';
import { Calls } from './protocol/calls.ts';
import type { CallEntry } from './protocol/calls.ts';
import { LabClock } from './time/clock.ts';
import type { Instant } from './time/clock.ts';
import type { LabContext } from './context.ts';
import { Denials } from './faults/denials.ts';
import { createDataSync } from './datasync/datasync.ts';
import type { DataSync } from './datasync/datasync.ts';
import { createEventBridge } from './event-bridge/event-bridge.ts';
import { LabEvents } from './events.ts';
import { createJsonProtocol } from './protocol/json-protocol.ts';
import { createLogs } from './logs/logs.ts';
import type { MountedHandler } from './protocol/mounted.ts';
import { Participants } from './time/participants.ts';
import { CALM, faultsIn } from './faults/scenario.ts';
import type { Scenario } from './faults/scenario.ts';
import { createS3 } from './s3/s3.ts';
import { ObjectStore } from './s3/objects/store.ts';
import { layOut, seedSource } from './files/seed.ts';
import { hangUp, listen, serve } from './protocol/server.ts';
import { LAB_SECRET } from './protocol/signature.ts';
import type { OutputStore } from './ssm/invocation.ts';
import { createSsm } from './ssm/ssm.ts';
import { createStorageGateway } from './storage-gateway/storage-gateway.ts';
import type { StorageGateway } from './storage-gateway/storage-gateway.ts';
import type { JsonService } from './protocol/service.ts';
import { stoppable } from './stoppable.ts';
import { Sessions } from './sts/sessions.ts';
import { createSts } from './sts/sts.ts';
import { bucketNames, openWorld } from './world.ts';

export type LabTime =
  /** `from`: its first instant, where that lies ahead. */
  | { readonly mode: 'virtual'; readonly from?: Instant }
  /** `speed`: seconds of lab time in one real second. */
  | { readonly mode: 'real'; readonly speed: number };

export interface LabOptions {
  readonly runbook: string;
  readonly scenario?: Scenario;
  /** The lab's folder, new or empty; without one, a folder of its own that is removed at the end. */
  readonly root?: string;
  readonly port?: number;
  readonly time?: LabTime;
}

export interface Lab extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly context: LabContext;
  /** What a client's environment needs to find the lab, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  /** In virtual time a test must be a participant, or time jumps between two of its calls. */
  readonly participants: Participants;
  readonly calls: readonly CallEntry[];
  readonly store: ObjectStore;
  readonly datasync: DataSync;
  readonly gateway: StorageGateway;
  readonly servers: Servers;
  /** The JSON services, with the shapes that they take. */
  readonly services: readonly JsonService[];
  /**
   * Answers AccessDenied to `action` ('s3:GetObject', 'datasync:StartTaskExecution') on each resource whose ARN
   * begins with `resourcePrefix` ('' is every one; for S3 also 'bucket/key'). The returned function lifts it.
   */
  deny(action: string, resourcePrefix: string): () => void;
  /**
   * Serves requests whose path begins with `prefix` (below /_lab/). The returned function ends that: what was served there
   * before is served again.
   */
  onRequest(prefix: string, handler: MountedHandler): () => void;
  close(): Promise<void>;
}

/** Builds the world of a runbook and serves it until `close`. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { time = { mode: 'virtual' }, scenario = CALM } = options;
  await using undo = new AsyncDisposableStack();
  const root = openRoot(options.root);
  if (options.root === undefined)
    undo.defer(() => {
      removeWorld(root);
    });
  const clock =
    time.mode === 'real' ? new LabClock('real', time.speed) : startAhead(time.from ?? -Infinity);
  undo.defer(() => clock.close());
  const world = openWorld(options.runbook, root, scenario.faults.servers);
  const context = {
    world,
    clock,
    events: new LabEvents(),
    faults: faultsIn(world.names, scenario.faults),
  };
  layOut(world);
  seedSource(context);
  // Before the first copy: a change of owner later would make every file look changed since.
  giveToOrdinaryUser(world.source);
  const store = new ObjectStore(world.objects, clock);
  for (const name of bucketNames(world.names))
    store.createBucket(name, world.storageRegion, {
      versioned: keepsVersions(context, name),
      lockDays: lockDays(context, name),
    });
  const { server, url } = await listen(options.port ?? 0);
  undo.defer(() => hangUp(server));
  const { stop, ...parts } = assemble(context, store, server, url);
  undo.defer(stop);
  await parts.datasync.copyAll();
  await parts.gateway.inventory();
  await parts.servers.seed();
  const opened = undo.move();
  const close = (): Promise<void> => opened.disposeAsync();
  const env = environment(url, world.storageRegion);
  return { url, context, env, store, ...parts, close, [Symbol.asyncDispose]: close };
}

/** Files have the machine's time, so that virtual time never begins before it. */
function startAhead(from: Instant): LabClock {
  const clock = new LabClock('virtual');
  return from > clock.now() ? new LabClock('virtual', 1, from) : clock;
}

/** The files' bucket of a runbook that removes objects, unless the scenario says otherwise; and whatever is locked. */
const keepsVersions = (context: LabContext, bucket: string): boolean =>
  lockDays(context, bucket) > 0 ||
  (bucket === context.world.names.bucket.name &&
    context.world.names.verify?.extras === 'remove' &&
    context.faults.bucket?.versioning !== 'off');

/** How long Object Lock keeps what is in a bucket by default: as the stack sets it, unless the scenario says otherwise. */
const lockDays = ({ world, faults }: LabContext, bucket: string): number =>
  bucket === world.names.evidence?.bucket
    ? (faults.evidence?.objectLockDays ?? Number.parseInt(world.names.evidence.retain ?? '0', 10))
    : 0;

type Given = 'url' | 'context' | 'env' | 'store' | 'close' | typeof Symbol.asyncDispose;
type Parts = Omit<Lab, Given> & { readonly stop: () => Promise<void> };

function assemble(context: LabContext, store: ObjectStore, server: Server, url: string): Parts {
  const { clock, events, faults } = context;
  const denials = new Denials();
  const sessions = new Sessions();
  const calls = new Calls(events, {
    faults: createApiFaults(faults.api?.first ?? 0),
    losesAnswer: createLostAnswers(faults.api?.lost ?? 0),
    ...{ denials, sessions, clock },
  });
  const participants = new Participants(clock, url);
  const mounted = new Map<string, MountedHandler>();
  const logs = createLogs(context);
  const eventBridge = createEventBridge(context, logs);
  const datasync = createDataSync(context, store, { logs });
  denials.addWhile(
    'datasync:StartTaskExecution',
    (_, role) => role?.startsWith('nfs-cutover-') === true && datasync.isFenced(),
  );
  const gateway = createStorageGateway(context, store, eventBridge);
  const { servers, stop } = stoppable(createServers(context));
  const ssm = createSsm(context, servers, agentsStore(store, denials));
  const services = [logs, eventBridge, datasync, gateway, ssm].map((one) => one.service);
  serve(server, {
    clock,
    participants,
    mounted,
    json: createJsonProtocol(services, calls),
    sts: createSts(context, calls, sessions),
    s3: createS3(context, store, calls),
  });
  return {
    participants,
    calls: calls.entries,
    datasync,
    gateway,
    servers,
    services,
    stop,
    deny: (action, resourcePrefix) => denials.add(action, resourcePrefix),
    onRequest: (prefix, handler) => {
      const before = mounted.get(prefix);
      mounted.set(prefix, handler);
      return () => (before === undefined ? mounted.delete(prefix) : mounted.set(prefix, before));
    },
  };
}

/** What agents upload to, with the role of their server: what the lab denies, it denies them too. */
const agentsStore = (store: ObjectStore, denials: Denials): OutputStore => ({
  put: (bucket, key, body, metadata) => {
    if (denials.has('s3:PutObject', `${bucket}/${key}`)) throw new Error('Access Denied');
    return store.put(bucket, key, body, metadata);
  },
});

/** The lab's root as it really is, without symlinks: paths are compared with it. */
function openRoot(given: string | undefined): string {
  if (given === undefined) {
    const root = mkdtempSync(join(realpathSync(tmpdir()), 'nfs-cutover-lab-'));
    // The documents run as an ordinary user, who must get through.
    chmodSync(root, 0o755);
    return root;
  }
  mkdirSync(given, { recursive: true, mode: 0o755 });
  if (readdirSync(given).length > 0)
    throw new Error(`lab: expected a new or empty folder as root, got '${given}' with files in it`);
  return realpathSync(given);
}

const environment = (url: string, region: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHELAB0000',
  AWS_SECRET_ACCESS_KEY: LAB_SECRET,
  AWS_EC2_METADATA_DISABLED: 'true',
});
