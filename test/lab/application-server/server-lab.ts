// For tests of documents: one application server with Systems Manager in front, used through the real SDK client.
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { GetCommandInvocationCommand, SSMClient, SendCommandCommand } from '@aws-sdk/client-ssm';
import type { GetCommandInvocationCommandOutput } from '@aws-sdk/client-ssm';
import { giveToOrdinaryUser, removeWorld } from '../../../lab/application-server/ordinary-user.ts';
import { createServers } from '../../../lab/application-server/servers.ts';
import { LabClock } from '../../../lab/time/clock.ts';
import type { LabContext } from '../../../lab/context.ts';
import { LabEvents } from '../../../lab/events.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { ServiceError } from '../../../lab/protocol/service.ts';
import type { JsonService } from '../../../lab/protocol/service.ts';
import { mismatch } from '../../../lab/protocol/shape.ts';
import { createSsm } from '../../../lab/ssm/ssm.ts';
import type { OutputStore } from '../../../lab/ssm/invocation.ts';
import { openWorld } from '../../../lab/world.ts';

export type Bytes = string | Buffer;

export interface Outcome {
  readonly status: string;
  readonly code: number;
  /** What the document printed, decoded. */
  readonly said: Readonly<Record<string, string>>;
  readonly bytes: Readonly<Record<string, Buffer>>;
  readonly stderr: string;
}

export interface ServerLab extends AsyncDisposable {
  readonly context: LabContext;
  readonly client: SSMClient;
  /** Where Systems Manager answers. */
  readonly url: string;
  readonly instance: string;
  /** The server's root folder. */
  readonly root: string;
  /** The folder of the lab's own notes about the server. */
  readonly state: string;
  /** Puts a file on the NFS export. */
  readonly write: (path: Bytes, content: string) => void;
  readonly run: (document: string, parameters: Readonly<Record<string, Bytes>>) => Promise<Outcome>;
  readonly send: (document: string, parameters: Readonly<Record<string, Bytes>>) => Promise<string>;
  readonly wait: (commandId: string) => Promise<GetCommandInvocationCommandOutput>;
}

const RUNBOOK = fileURLToPath(new URL('../../../runbooks/image-archive.yml', import.meta.url));

/** One server in a new folder, with both exports mounted. */
export async function openServerLab(
  options: {
    readonly faults?: Faults;
    readonly runbook?: string;
    readonly store?: OutputStore;
    /** Real time passes by itself, for a document that waits while another one runs. */
    readonly time?: 'virtual' | 'real';
  } = {},
): Promise<ServerLab> {
  await using undo = new AsyncDisposableStack();
  const root = mkdtempSync(join(tmpdir(), 'server-'));
  chmodSync(root, 0o755);
  undo.defer(() => {
    removeWorld(root);
  });
  // Far off: virtual time is never behind the machine's.
  const clock = new LabClock(options.time ?? 'virtual', 10, Date.UTC(2096, 8, 12, 21, 30));
  undo.defer(() => clock.close());
  const runbook = options.runbook ?? RUNBOOK;
  const world = openWorld(runbook, join(root, 'lab'));
  for (const folder of [world.source, world.gateway]) mkdirSync(folder, { recursive: true });
  const context = { world, clock, events: new LabEvents(), faults: options.faults ?? {} };
  const servers = createServers(context);
  await servers.seed();
  const { service } = createSsm(context, servers, options.store);
  const { url, close } = await serve(service);
  undo.defer(close);
  const client = newClient(url, world.names.application.region);
  undo.defer(() => client.destroy());
  const [instance = ''] = world.names.application.servers;
  const send = async (document: string, parameters: Readonly<Record<string, Bytes>>) => {
    const { Command } = await client.send(
      new SendCommandCommand({
        DocumentName: `nfs-cutover-${document}`,
        InstanceIds: [instance],
        Parameters: encode(parameters),
      }),
    );
    return Command?.CommandId ?? '';
  };
  const wait = (id: string) => untilOver({ client, clock, id, instance });
  const opened = undo.move();
  return {
    context,
    client,
    url,
    instance,
    root: world.server(instance),
    state: `${world.server(instance)}.lab`,
    write: (path, content) => {
      const file = Buffer.concat([Buffer.from(`${world.source}/`), Buffer.from(path)]);
      mkdirSync(dirname(file.toString()), { recursive: true });
      writeFileSync(file, content);
      giveToOrdinaryUser(world.source);
    },
    send,
    wait,
    run: async (document, parameters) => outcome(await wait(await send(document, parameters))),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const newClient = (url: string, region: string): SSMClient =>
  new SSMClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
    maxAttempts: 1,
  });

export const encode = (parameters: Readonly<Record<string, Bytes>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      [Buffer.from(value).toString('base64')],
    ]),
  );

async function untilOver(asked: {
  readonly client: SSMClient;
  readonly clock: LabClock;
  readonly id: string;
  readonly instance: string;
}): Promise<GetCommandInvocationCommandOutput> {
  const { client, clock, id, instance } = asked;
  const command = new GetCommandInvocationCommand({ CommandId: id, InstanceId: instance });
  for (;;) {
    try {
      const found = await client.send(command);
      if (!['Pending', 'InProgress', 'Cancelling'].includes(found.Status ?? '')) return found;
    } catch (error) {
      if ((error as Error).name !== 'InvocationDoesNotExist') throw error;
    }
    await clock.sleep(500);
  }
}

/** What a document said, by the protocol of the documents: `@key=BASE64` lines. */
export function outcome(invocation: GetCommandInvocationCommandOutput): Outcome {
  const lines = (invocation.StandardOutputContent ?? '').split('\n').filter((line) => line !== '');
  const pairs = lines.map((line): [string, Buffer] => {
    const found = /^@([a-z0-9-]+)=([A-Za-z0-9+/=]*)$/.exec(line);
    if (found === null) throw new Error(`not of the protocol: ${line}`);
    return [found[1] ?? '', Buffer.from(found[2] ?? '', 'base64')];
  });
  return {
    status: invocation.Status ?? '',
    code: invocation.ResponseCode ?? -1,
    bytes: Object.fromEntries(pairs),
    said: Object.fromEntries(pairs.map(([key, value]) => [key, value.toString()])),
    stderr: invocation.StandardErrorContent ?? '',
  };
}

async function serve(service: JsonService) {
  const server = createServer((request, response) => {
    void (async () => {
      const [target, operation = ''] = (request.headers['x-amz-target'] as string).split('.');
      const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(
        request.headers.authorization ?? '',
      )?.[1];
      const input = JSON.parse(await text(request)) as Record<string, unknown>;
      try {
        const known = target === service.target ? service.operations[operation] : undefined;
        if (known === undefined) throw new ServiceError('UnknownOperationException', '');
        const bad = mismatch(input, known.input);
        if (bad !== undefined) throw service.invalid(bad);
        const answer = await known.run(input, {
          service: service.name,
          operation,
          region: region ?? '',
        });
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(answer));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        response.writeHead(error.status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: error.type, message: error.message }));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
