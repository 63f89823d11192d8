// The lab's one endpoint: AWS JSON by X-Amz-Target, STS by its form, the lab's own below /_lab/, all else S3.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerClock } from '../time/clock-endpoint.ts';
import type { LabClock } from '../time/clock.ts';
import { within } from './exchange.ts';
import type { Answer, Request } from './http.ts';
import { header, openRequest, readText, send } from './http.ts';
import type { MountedHandler } from './mounted.ts';
import { CLOCK_PATH } from '../time/participants.ts';
import type { Participants } from '../time/participants.ts';
import { ServiceError } from './service.ts';
import { readSignature } from './signature.ts';
import type { Signature } from './signature.ts';

export type Protocol = (
  request: Request,
  signature: Signature,
  requestId: string,
) => Promise<Answer>;

export interface Routes {
  readonly clock: LabClock;
  readonly participants: Participants;
  readonly json: Protocol;
  readonly sts: Protocol;
  readonly s3: Protocol;
  /** By the beginning of the path. */
  readonly mounted: ReadonlyMap<string, MountedHandler>;
}

const LAB_PATH = '/_lab/';

/** A server on loopback; it is given its routes when the services know its address. */
export async function listen(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer();
  // Rehearsals of hours sleep on one connection, and SDKs keep theirs: only the clients decide when to hang up.
  Object.assign(server, { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, timeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Ends the server, calls that are under way included. */
export async function hangUp(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Serves `routes` from now on. */
export function serve(server: Server, routes: Routes): void {
  let count = 0;
  server.on('request', (message, response) => {
    count += 1;
    const requestId = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    answer(message, response, routes, requestId).catch((error: unknown) => {
      // The client has gone, or the lab has a fault: either way nothing can be answered any more.
      if (!response.headersSent && !response.destroyed)
        response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
      else response.destroy();
    });
  });
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  requestId: string,
): Promise<void> {
  const request = openRequest(message);
  const bodiless = request.method === 'HEAD';
  if (request.path.startsWith(CLOCK_PATH)) {
    const answer = await answerClock(request, response, routes.clock, routes.participants);
    if (answer !== undefined) await send(response, answer, bodiless);
    return;
  }
  // Until the answer has been sent: virtual time does not pass while a call is under way.
  const busy = routes.clock.busy(`${request.method} ${request.path}`);
  response.once('close', () => busy[Symbol.dispose]());
  const exchange = { dropped: false, lost: false };
  const made = await within(exchange, () => route(request, routes, requestId)).catch(refusal);
  const { lost } = exchange;
  await send(response, { ...dated(response, made, routes.clock), ...(lost && { lost }) }, bodiless);
  message.resume();
}

/**
 * The answer with the Date of the lab. An error has none: the SDK signs with the machine's time, would take the lab's for
 * skew, and would send each request that failed once more.
 */
function dated(response: ServerResponse, made: Answer, clock: LabClock): Answer {
  response.sendDate = false;
  if (made.status >= 300) return made;
  return { ...made, headers: { date: new Date(clock.now()).toUTCString(), ...made.headers } };
}

async function route(request: Request, routes: Routes, requestId: string): Promise<Answer> {
  if (request.path.startsWith(LAB_PATH)) return await answerMounted(request, routes);
  const signature = readSignature(header(request, 'authorization'), request.query);
  if (header(request, 'x-amz-target') !== undefined)
    return await routes.json(request, signature, requestId);
  const form = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded');
  if (request.method === 'POST' && request.path === '/' && form === true)
    return await routes.sts(request, signature, requestId);
  return await routes.s3(request, signature, requestId);
}

/** What a path outside the services answers to a request that the lab itself refuses. */
function refusal(error: unknown): Answer {
  if (!(error instanceof ServiceError)) throw error;
  return { status: error.status, body: `${error.type}: ${error.message}` };
}

async function answerMounted(request: Request, { mounted }: Routes): Promise<Answer> {
  const [prefix, handler] =
    [...mounted]
      .filter(([beginning]) => request.path.startsWith(beginning))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
  if (prefix === undefined || handler === undefined)
    return { status: 404, body: `the lab serves nothing at ${request.path}` };
  const { method, query, headers } = request;
  const body = await readText(request);
  const path = request.path.slice(prefix.length);
  const made = await handler({ method, path, query, headers, body });
  return {
    status: made.status,
    headers: { 'content-type': 'application/json', ...made.headers },
    body: made.body,
  };
}
