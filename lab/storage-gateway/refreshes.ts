// RefreshCache in the lab's time: accepted, worked on, announced; two at once, none within a minute.
import type { LabContext } from '../context.ts';
import type { EventBridge } from '../event-bridge/event-bridge.ts';
import { uuid } from '../ids.ts';
import { invalidGatewayRequest } from './errors.ts';
import { refreshFolder } from './listing.ts';
import type { RefreshCacheInput } from './shapes.ts';
import type { Queue, Uploads } from './uploads.ts';
import type { View } from './metadata-cache.ts';

export interface RefreshDeps {
  readonly context: LabContext;
  readonly view: View;
  readonly uploads: Uploads;
  readonly eventBridge: Pick<EventBridge, 'deliver'>;
  readonly queue: Queue;
}

const USUAL_SECONDS = 40;
const AT_ONCE = 2;
const APART = 60_000;

/** The operation RefreshCache of a share; gives back the notification's id. */
export function createRefreshes(deps: RefreshDeps): (input: RefreshCacheInput) => string {
  const { clock, events, faults, world } = deps.context;
  const { share, arn } = world.names.gateway;
  let running = 0;
  let accepted = 0;
  let lastRequest = -Infinity;

  function announce(id: string, started: number, folderList: readonly string[]): void {
    const event = {
      source: 'aws.storagegateway',
      'detail-type': 'Storage Gateway Refresh Cache Event',
      resources: [share, arn],
      detail: {
        'event-type': 'refresh-complete',
        'notification-id': id,
        started: new Date(started).toISOString(),
        completed: new Date(clock.now()).toISOString(),
        folderList,
      },
    };
    const times = { lost: 0, duplicate: 2, none: 1 }[faults.event ?? 'none'];
    for (let time = 0; time < times; time += 1) deps.eventBridge.deliver(event);
  }

  return ({ FolderList = ['/'], Recursive = true }) => {
    if (running >= AT_ONCE)
      throw invalidGatewayRequest(
        'Too many requests have been sent to the server: two refreshes are already being processed.',
        'OperationAborted',
      );
    const started = clock.now();
    // AWS lets such a request complete, but nothing is listed anew.
    const effective = started - lastRequest >= APART;
    lastRequest = started;
    running += 1;
    accepted += 1;
    const id = uuid(share, 'refresh', accepted);
    const folders = FolderList.map(normalFolder);
    events.emit({ kind: 'refresh', phase: 'begins', folders: [...FolderList] });
    const apply = (): Promise<void> =>
      effective ? list(deps, { folders, recursive: Recursive, until: started }) : Promise.resolve();
    const end = async (): Promise<void> => {
      const late = (faults.clientCacheSeconds ?? 0) * 1000;
      if (late > 0) clock.after(late, () => void apply());
      else await apply();
      running -= 1;
      announce(id, started, FolderList);
      events.emit({ kind: 'refresh', phase: 'ends', folders: [...FolderList] });
    };
    clock.after((faults.refreshSeconds ?? USUAL_SECONDS) * 1000, () => void end());
    return id;
  };
}

/** Lists folders of the bucket anew. Clients' writes are looked for first, so that none is overwritten. */
export async function list(
  { view, uploads, queue }: Pick<RefreshDeps, 'view' | 'uploads' | 'queue'>,
  what: {
    readonly folders: readonly string[];
    readonly recursive: boolean;
    readonly until: number;
  },
): Promise<void> {
  await uploads.scan();
  await queue(async () => {
    for (const folder of what.folders)
      await refreshFolder(view, { ...what, folder, dirty: uploads.dirty });
  });
}

/** A folder of FolderList without slashes at its ends; '' is the whole share. */
function normalFolder(folder: string): string {
  return folder.replace(/^\/+|\/+$/g, '');
}
