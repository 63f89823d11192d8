// A bucket that can only be listed, and whose objects only have heads, as lean as can be: what is measured is the client. Ends with its parent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { keySpace } from '../data/key-space.ts';
import { listPage } from '../serving/list-page.ts';
import { objectHeader } from '../serving/object-header.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    layout: { type: 'string', default: 'deep' },
    latency: { type: 'string', default: '0' },
    patience: { type: 'string', default: 'Infinity' },
    missing: { type: 'string', multiple: true, default: [] },
    resized: { type: 'string', multiple: true, default: [] },
  },
});
const space = keySpace(Number(values.count), values.layout === 'flat' ? 'flat' : 'deep');
const latency = Number(values.latency);
const patience = Number(values.patience);
let underWay = 0;
const damage = {
  missing: new Set(values.missing.map(Number)),
  resized: new Set(values.resized.map(Number)),
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const listing = request.method === 'GET' && /^\/bench\/?$/.test(pathname);
  // Made while the request waits: the latency is all that an answer takes.
  const due = performance.now() + latency;
  underWay += 1;
  const refused = underWay > patience;
  const body = listing && !refused ? listPage(space, damage, searchParams) : Buffer.alloc(0);
  const answer = (): void => {
    const head =
      request.method === 'HEAD'
        ? objectHeader(pathname.slice('/bench/'.length), damage.resized)
        : { 'content-type': 'application/xml', 'content-length': body.length };
    underWay -= 1;
    const found = listing || request.method === 'HEAD';
    response.writeHead(refused ? 503 : found ? 200 : 404, head);
    response.end(body);
  };
  if (latency === 0) answer();
  else setTimeout(answer, Math.max(0, due - performance.now()));
});

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
process.stdin.resume().on('end', () => process.exit(0));
