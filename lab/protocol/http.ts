// HTTP as the lab's services see it: a request with its path left as it came, and an answer to be sent.
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from './service.ts';

export interface Request {
  readonly method: string;
  /** Still percent-encoded, dot segments and double slashes included: an S3 key may hold them. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: AsyncIterable<Buffer>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?:
    string | Buffer | { readonly file: string; readonly start: number; readonly end: number };
  /** The connection ends before anything of it arrives. */
  readonly lost?: boolean;
}

const MAX_TEXT_BYTES = 16 << 20;

/** The request without its body's meaning; the path is not normalised. */
export function openRequest(message: IncomingMessage): Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: message.headers,
    body: message,
  };
}

/** The value of a header that may be sent only once. */
export function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** The whole body as text. Throws what AWS answers (HTTP 413) when it is over 16 MiB: no API takes so much. */
export async function readText(request: Request): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  // To its end in any case: a client that is still writing would see a broken connection, not the answer.
  for await (const piece of request.body) {
    size += piece.length;
    if (size <= MAX_TEXT_BYTES) pieces.push(piece);
  }
  if (size > MAX_TEXT_BYTES)
    throw new ServiceError(
      'RequestEntityTooLargeException',
      `The request body has ${size} bytes, and the limit is ${MAX_TEXT_BYTES}.`,
      413,
    );
  return Buffer.concat(pieces).toString('utf8');
}

/** Sends an answer; `bodiless` leaves the body out but not its length, as HEAD does. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  bodiless: boolean,
): Promise<void> {
  const { status, headers = {}, body = '', lost = false } = answer;
  if (lost) {
    response.destroy();
    return;
  }
  const inMemory = typeof body === 'string' || Buffer.isBuffer(body);
  const length = inMemory ? Buffer.byteLength(body) : Math.max(0, body.end - body.start + 1);
  const plain = status === 204 || status === 304;
  response.writeHead(status, plain ? headers : { 'content-length': String(length), ...headers });
  if (bodiless || plain || length === 0) response.end();
  else if (inMemory) response.end(body);
  else await pipeline(createReadStream(body.file, { start: body.start, end: body.end }), response);
}
