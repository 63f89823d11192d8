// A bucket that can only be listed, and whose objects only have heads, as lean as can be: what is measured is the client. Ends with its parent.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { keySpace, layoutOf } from '../data/key-space.ts';
import { firstOfPage, listPage } from '../serving/list-page.ts';
import { entryOfObject, objectHeader } from '../serving/object-header.ts';
import { COUNTS_PATH } from '../serving/server.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    layout: { type: 'string', default: 'deep' },
    latency: { type: 'string', default: '0' },
    'latency-then': { type: 'string', default: '0' },
    patience: { type: 'string', default: 'Infinity' },
    missing: { type: 'string', multiple: true, default: [] },
    resized: { type: 'string', multiple: true, default: [] },
  },
});
const space = keySpace(Number(values.count), layoutOf(values.layout));
const [latency, latencyThen] = [Number(values.latency), Number(values['latency-then'])];
const patience = Number(values.patience);
const damage = {
  missing: new Set(values.missing.map(Number)),
  resized: new Set(values.resized.map(Number)),
};
const counts = { requests: 0, refused: 0, atOnce: 0 };
let underWay = 0;

interface Answer {
  /** The first entry that it is about. */
  readonly entry: number;
  readonly head: Record<string, string | number>;
  readonly body?: Buffer;
}

function answerTo(request: IncomingMessage): Answer | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'HEAD') {
    const path = pathname.slice('/bench/'.length);
    return { entry: entryOfObject(path), head: objectHeader(path, damage.resized) };
  }
  if (request.method !== 'GET' || !/^\/bench\/?$/.test(pathname)) return undefined;
  const body = listPage(space, damage, searchParams);
  const head = { 'content-type': 'application/xml', 'content-length': body.length };
  return { entry: firstOfPage(space, searchParams), head, body };
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const begun = performance.now();
  underWay += 1;
  counts.requests += 1;
  counts.atOnce = Math.max(counts.atOnce, underWay);
  const refused = underWay > patience;
  if (refused) counts.refused += 1;
  // Made while the request waits: the latency is all that an answer takes.
  const answer = answerTo(request);
  const send = (): void => {
    underWay -= 1;
    if (refused || answer === undefined) {
      response.writeHead(refused ? 503 : 404, { 'content-length': 0 }).end();
      return;
    }
    response.writeHead(200, answer.head);
    response.end(answer.body);
  };
  const due = begun + ((answer?.entry ?? 0) < space.count / 2 ? latency : latencyThen);
  if (due === begun) send();
  else setTimeout(send, Math.max(0, due - performance.now()));
}

const server = createServer((request, response) => {
  if (request.url === COUNTS_PATH) response.end(JSON.stringify(counts));
  else serve(request, response);
});

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
process.stdin.resume().on('end', () => process.exit(0));
