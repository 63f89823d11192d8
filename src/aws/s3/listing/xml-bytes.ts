// A cursor over the bytes of an XML document, as strict as a listing needs: elements and text, nothing else.

// Answers that are not a page. Both classes are worth another attempt: `$retryable` says so to the SDK.

/** A body that is not a whole page of a listing. */
export class UnreadablePage extends Error {
  readonly $retryable = { throttling: false };

  constructor(message: string) {
    super(message);
    this.name = 'UnreadablePage';
  }
}

/** A body that did not come to its end. Its name is the SDK's for trouble of the network. */
export class CutBody extends Error {
  readonly $retryable = { throttling: false };

  constructor(cause: unknown) {
    super(`the answer was cut: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'NetworkingError';
  }
}

const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const QUESTION = 63;
const BANG = 33;
const SPACE = 32;

export interface Span {
  start: number;
  end: number;
}

/**
 * Stands behind an opening tag, in front of that element's content. Offsets instead of strings: nothing is made
 * per element. It never leaves the document, because it refuses one that does not end with its root's closing tag.
 */
export class XmlBytes {
  readonly #body: Buffer;
  #selfClosed = false;
  /** Where it stands. Whoever has read elements to their end by other means moves it on. */
  at = 0;
  /** Where the name of the element opened last begins and ends. */
  nameStart = 0;
  nameEnd = 0;
  /** Where the text read last begins and ends. */
  textStart = 0;
  textEnd = 0;

  /** At the content of the root element `root`. */
  constructor(body: Buffer, root: Buffer) {
    this.#body = body;
    const closing = `</${root.toString()}>`;
    const tail = body.toString('latin1', Math.max(0, body.length - closing.length - 16));
    if (!tail.trimEnd().endsWith(closing))
      throw new UnreadablePage(`${body.length} bytes that do not end with ${closing}`);
    this.#skipSpace();
    while (body[this.at + 1] === QUESTION) {
      this.at = this.#find(GREATER, this.at) + 1;
      this.#skipSpace();
    }
    if (!this.open(Buffer.alloc(0)) || !this.isNamed(root) || this.#selfClosed)
      throw new UnreadablePage(`a document that is not a ${root.toString()}`);
  }

  /** Opens the next child of the element `parent`, or closes that element and answers false. */
  open(parent: Uint8Array): boolean {
    this.#skipSpace();
    const body = this.#body;
    const at = this.at;
    if (body[at] !== LESS) throw this.#unexpected('text between elements');
    const next = body[at + 1] as number;
    if (next === SLASH) {
      this.#close(parent);
      return false;
    }
    if (next === BANG || next === QUESTION) throw this.#unexpected('a comment or an instruction');
    this.nameStart = at + 1;
    let end = at + 1;
    for (let byte = next; byte !== GREATER && byte > SPACE && byte !== SLASH;) {
      end += 1;
      byte = body[end] as number;
    }
    this.nameEnd = end;
    const close = body[end] === GREATER ? end : this.#find(GREATER, end);
    this.#selfClosed = body[close - 1] === SLASH;
    this.at = close + 1;
    return true;
  }

  isNamed(name: Uint8Array): boolean {
    return this.nameEnd - this.nameStart === name.length && this.#isAt(this.nameStart, name);
  }

  name(): string {
    return this.#body.toString('latin1', this.nameStart, this.nameEnd);
  }

  /** Reads the text of the element just opened, which may have no children, and closes it. */
  text(): void {
    const body = this.#body;
    this.textStart = this.at;
    this.textEnd = this.at;
    if (this.#selfClosed) return;
    const { length } = body;
    let end = this.at;
    while (end < length && body[end] !== LESS) end += 1;
    this.textEnd = end;
    // One closing tag can only be this one: its length and its first letter distinguish it from any child and any cut.
    const close = end + 2 + this.nameEnd - this.nameStart;
    if (
      body[end + 1] !== SLASH ||
      body[close] !== GREATER ||
      body[end + 2] !== body[this.nameStart]
    )
      throw this.#unexpected('another tag');
    this.at = close + 1;
  }

  /** Leaves out all that is in the element just opened, and closes it. */
  skip(): void {
    const body = this.#body;
    for (let depth = this.#selfClosed ? 0 : 1; depth > 0;) {
      const open = this.#find(LESS, this.at);
      const end = this.#find(GREATER, open);
      const next = body[open + 1];
      if (next === BANG || next === QUESTION) throw this.#unexpected('a comment in an element');
      if (next === SLASH) depth -= 1;
      else if (body[end - 1] !== SLASH) depth += 1;
      this.at = end + 1;
    }
  }

  /** Throws where anything follows the root. */
  end(): void {
    this.#skipSpace();
    if (this.at !== this.#body.length) throw this.#unexpected('something after the document');
  }

  #close(name: Uint8Array): void {
    const end = this.at + 2 + name.length;
    if (this.#body[end] !== GREATER || !this.#isAt(this.at + 2, name))
      throw this.#unexpected('another closing tag');
    this.at = end + 1;
  }

  #isAt(at: number, name: Uint8Array): boolean {
    const body = this.#body;
    for (let i = 0; i < name.length; i += 1) if (body[at + i] !== name[i]) return false;
    return true;
  }

  #find(byte: number, from: number): number {
    const body = this.#body;
    const { length } = body;
    let at = from;
    while (at < length && body[at] !== byte) at += 1;
    if (at === length) throw this.#unexpected('the end');
    return at;
  }

  #skipSpace(): void {
    const body = this.#body;
    const { length } = body;
    while (this.at < length && (body[this.at] as number) <= SPACE) this.at += 1;
  }

  #unexpected(what: string): UnreadablePage {
    return new UnreadablePage(`${what} at byte ${this.at} of ${this.#body.length}`);
  }
}
