// For tests of HEAD: a server that answers each request with bytes that the test says, well-formed or not.
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface AskedHead {
  /** From 1. */
  readonly nth: number;
  /** From 1: the connection on which it came. */
  readonly connection: number;
  readonly path: string;
  /** The request's fields, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer's bytes; `cut`: then the connection is closed; undefined: nothing ever comes. */
export type HeadReply = { readonly text: string; readonly cut?: boolean } | undefined;

export interface HeadServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly AskedHead[];
}

export const answer = (status: string, fields: readonly string[] = []): string =>
  [`HTTP/1.1 ${status}`, ...fields, '', ''].join('\r\n');

/** The fields of a plain object. */
export const PLAIN: readonly string[] = [
  'Last-Modified: Thu, 01 Jan 2026 10:20:30 GMT',
  'ETag: "d41d8cd98f00b204e9800998ecf8427e"',
  'Content-Length: 7',
];

export const FOUND = answer('200 OK', PLAIN);

/** Answers request by request. */
export async function serveHeads(reply: (asked: AskedHead) => HeadReply): Promise<HeadServer> {
  const asked: AskedHead[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const connection = sockets.size;
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        const [first = '', ...fields] = text.slice(0, end).split('\r\n');
        text = text.slice(end + 4);
        const headers = Object.fromEntries(
          fields.map((field) => {
            const colon = field.indexOf(':');
            return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
          }),
        );
        const one = { nth: asked.length + 1, connection, path: first.split(' ')[1] ?? '', headers };
        asked.push(one);
        const replied = reply(one);
        if (replied === undefined) continue;
        if (replied.cut === true) socket.end(replied.text, 'latin1');
        else socket.write(replied.text, 'latin1');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
