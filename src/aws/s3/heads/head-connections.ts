// Connections that only carry HEAD: no answer has a body, so that its header is all that must be read.
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest } from '@smithy/core/protocols';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly signal: AbortSignal;
  /** Milliseconds until a connection must stand. */
  readonly connectMs: number;
  /** Milliseconds without a byte after which a request is given up. */
  readonly silenceMs: number;
}

/** Sends requests to one origin over connections that it keeps, as many as are asked for at once. */
export class HeadConnections {
  readonly #limits: ConnectionLimits;
  readonly #idle: HeadConnection[] = [];
  readonly #open = new Set<HeadConnection>();
  #session: Buffer | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
    const stop = (): void => {
      for (const one of this.#open) one.fail(limits.signal.reason);
    };
    limits.signal.addEventListener('abort', stop, { once: true });
  }

  /** The answer to a signed HEAD, whatever its status. Throws what Node throws where there is none. */
  send(request: HttpRequest): Promise<HttpResponse> {
    this.#limits.signal.throwIfAborted();
    return (this.#idle.pop() ?? this.#connect(request)).ask(headerOf(request));
  }

  #connect(request: HttpRequest): HeadConnection {
    const socket = this.#socketTo(request);
    const connection = new HeadConnection(socket, this.#limits.silenceMs, {
      free: () => this.#idle.push(connection),
      gone: () => {
        this.#open.delete(connection);
        const at = this.#idle.indexOf(connection);
        if (at !== -1) this.#idle.splice(at, 1);
      },
    });
    this.#open.add(connection);
    return connection;
  }

  #socketTo({ protocol, hostname, port }: HttpRequest): Socket {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const secure = protocol === 'https:';
    const net = process.getBuiltinModule('node:net');
    const timeout = this.#limits.connectMs;
    if (!secure) return net.connect({ host, port: port ?? 80, noDelay: true, timeout });
    const socket = process.getBuiltinModule('node:tls').connect({
      ...{ host, port: port ?? 443, noDelay: true, timeout, session: this.#session },
      ...(net.isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('session', (session) => {
      this.#session = session;
    });
    return socket;
  }
}

interface Waiting {
  readonly resolve: (answer: HttpResponse) => void;
  readonly reject: (reason: unknown) => void;
}

interface Hearer {
  readonly free: () => void;
  readonly gone: () => void;
}

/** As long as Node lets a header be. */
const LONGEST_HEADER = 16 * 1024;

/** One request at a time. */
class HeadConnection {
  readonly #socket: Socket;
  readonly #hear: Hearer;
  #waiting: Waiting | undefined;
  #text = '';

  constructor(socket: Socket, silenceMs: number, hear: Hearer) {
    this.#socket = socket;
    this.#hear = hear;
    socket.setEncoding('latin1');
    socket.on(
      socket instanceof process.getBuiltinModule('node:tls').TLSSocket
        ? 'secureConnect'
        : 'connect',
      () => socket.setTimeout(silenceMs),
    );
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.on('timeout', () => this.fail(named('TimeoutError', 'no answer came in time')));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => {
      this.fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    });
  }

  ask(header: string): Promise<HttpResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    this.#waiting = { resolve, reject };
    this.#socket.ref();
    this.#socket.write(header, 'latin1');
    return promise;
  }

  /** Ends the connection, and the request on it. */
  fail(reason: unknown): void {
    this.#socket.destroy();
    this.#hear.gone();
    this.#waiting?.reject(asTransient(reason));
    this.#waiting = undefined;
  }

  #read(chunk: string): void {
    this.#text += chunk;
    const end = this.#text.indexOf('\r\n\r\n');
    const waiting = this.#waiting;
    if (waiting === undefined || (end === -1 && this.#text.length > LONGEST_HEADER))
      this.fail(new Error('Parse Error: more than the header of one answer'));
    else if (end !== -1) this.#answer(waiting, end);
  }

  #answer(waiting: Waiting, end: number): void {
    const answer = readHeader(this.#text.slice(0, end));
    const rest = this.#text.slice(end + 4);
    this.#text = '';
    if (answer === undefined) {
      this.fail(new Error('Parse Error: no header of HTTP/1.1'));
      return;
    }
    if (answer.statusCode < 200) {
      // Only a word on the way.
      if (rest !== '') this.#read(rest);
      return;
    }
    this.#waiting = undefined;
    // What comes behind the header answers nothing: no other request may take it for its answer.
    if (rest === '' && answer.keepsAlive) {
      this.#socket.unref();
      this.#hear.free();
    } else this.fail(undefined);
    const { statusCode, reason, headers } = answer;
    waiting.resolve(new HttpResponse({ statusCode, reason, headers, body: new Uint8Array(0) }));
  }
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** As the SDK's own handler names what its retries take for a passing fault. */
function asTransient(reason: unknown): unknown {
  const { code = '', message = code } = (reason ?? {}) as Partial<NodeJS.ErrnoException>;
  if (!/^(ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code)) return reason;
  return Object.assign(new Error(message, { cause: reason }), { name: 'TimeoutError', code });
}

const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

function headerOf({ method, path, headers }: HttpRequest): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  if (/[^\x21-\x7e]/.test(path)) throw new TypeError('the path of a request is not encoded');
  for (const [name, value] of Object.entries(headers)) {
    if (UNSENDABLE.test(value)) throw new TypeError(`the header ${name} cannot be sent`);
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

interface Header {
  readonly statusCode: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly keepsAlive: boolean;
}

/** Of these Node takes the first one, of all others all. */
const ONLY_FIRST = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
);
const STATUS = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: (.*))?$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const UNREADABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** The status and the fields of an answer, as Node reads them; undefined where it is no such header. */
function readHeader(text: string): Header | undefined {
  const lines = text.split('\r\n');
  const status = STATUS.exec(lines[0] ?? '');
  if (status === null) return undefined;
  const headers: Record<string, string> = {};
  for (let n = 1; n < lines.length; n += 1) {
    const line = lines[n] ?? '';
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (!TOKEN.test(name) || UNREADABLE.test(line)) return undefined;
    const field = name.toLowerCase();
    const value = trimmed(line, colon + 1);
    const before = Object.hasOwn(headers, field) ? headers[field] : undefined;
    // A length that is none, or two of them: nobody knows where the next answer would begin.
    if (field === 'content-length' && (before !== undefined || !/^\d+$/.test(value)))
      return undefined;
    if (before === undefined) headers[field] = value;
    else if (!ONLY_FIRST.has(field)) headers[field] = `${before}, ${value}`;
  }
  const [, minor, code, reason = ''] = status;
  const said = headers.connection?.toLowerCase();
  const keepsAlive = minor === '1' ? said !== 'close' : said === 'keep-alive';
  return { statusCode: Number(code), reason, headers, keepsAlive };
}

/** What comes at `from`, without the spaces and tabs around it. */
function trimmed(line: string, from: number): string {
  let [begin, end] = [from, line.length];
  while (begin < end && isBlank(line.charCodeAt(begin))) begin += 1;
  while (end > begin && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(begin, end);
}

const isBlank = (code: number): boolean => code === 32 || code === 9;
