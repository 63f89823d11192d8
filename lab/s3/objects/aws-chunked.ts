// The aws-chunked encoding: how SDKs send a body whose checksum follows it as a trailer.
import { ServiceError } from '../../protocol/service.ts';

const MAX_LINE_BYTES = 8192;

const malformed = (what: string): ServiceError =>
  new ServiceError('InvalidRequest', `The aws-chunked body is malformed: ${what}`, 400);

/** Yields the decoded bytes; when they end, `trailers` holds the trailing headers by lower-case name. */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer, undefined> {
  const input = new Input(body);
  for (;;) {
    const size = readSize(await input.line());
    if (size === 0) break;
    yield* input.take(size);
    if ((await input.line()) !== '') throw malformed('a chunk is longer than it says');
  }
  for (;;) {
    const line = await input.line();
    if (line === '') return;
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed(`the trailer '${line}' is none`);
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function readSize(line: string): number {
  const [, hex] = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=[0-9a-f]{64})?$/.exec(line) ?? [];
  if (hex === undefined) throw malformed(`'${line.slice(0, 40)}' is no chunk size`);
  return Number.parseInt(hex, 16);
}

/** Reads lines and counted bytes from a stream of pieces. */
class Input {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Buffer>) {
    this.#pieces = body[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString('latin1');
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > MAX_LINE_BYTES) throw malformed('a line is too long');
      this.#rest = Buffer.concat([this.#rest, await this.#more()]);
    }
  }

  async *take(count: number): AsyncGenerator<Buffer, undefined> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) this.#rest = await this.#more();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<Buffer> {
    const next = await this.#pieces.next();
    if (next.done === true)
      throw new ServiceError('IncompleteBody', 'The request body terminated unexpectedly', 400);
    return next.value;
  }
}
