// A file of DataSync's task report as it arrives: one object whose list may be of any length. Only one item is kept.
import { reportEntry, reportList, unreadable } from './report-entry.ts';
import type { ReportEntry, ReportList } from './report-entry.ts';

/** A path of 4,096 bytes with each of them escaped, and its metadata at both ends, is far less. */
const LONGEST_ITEM = 256 * 1024;
/** All but the items. */
const LONGEST_FRAME = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** The entries of one file, a chunk's at a time. Throws `unproven` for what is no whole report of `execution`. */
export async function* readReport(
  chunks: AsyncIterable<Uint8Array>,
  about: { readonly name: string; readonly execution: string },
): AsyncGenerator<readonly ReportEntry[]> {
  const reader = new ReportReader(about.name);
  for await (const chunk of chunks) yield reader.feed(chunk);
  reader.end(about.execution);
}

class ReportReader {
  readonly #name: string;
  /** The file without the items of its lists. */
  readonly #frame: number[] = [];
  #item: Buffer[] = [];
  #itemBytes = 0;
  /** Of the braces and brackets around; inside of an item, of those in it. */
  #depth = 0;
  #inText = false;
  #escaped = false;
  #list: ReportList | undefined;
  #inItem = false;
  /** What may come next in a list: its first item, another one, or a comma. */
  #next: 'first' | 'item' | 'comma' = 'first';
  #lists = 0;

  constructor(name: string) {
    this.#name = name;
  }

  feed(chunk: Uint8Array): ReportEntry[] {
    const found: ReportEntry[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#inItem) {
        if (!this.#endsItem(byte)) continue;
        found.push(this.#entry(chunk.subarray(start, at + 1)));
      } else if (this.#list === undefined) this.#inFrame(byte);
      else if (this.#startsItem(byte)) start = at;
    }
    if (this.#inItem) this.#keep(chunk.subarray(start));
    return found;
  }

  end(execution: string): void {
    const frame = this.#parsed(Buffer.from(this.#frame));
    const id = (frame as { readonly TaskExecutionId?: unknown } | null)?.TaskExecutionId;
    if (this.#inItem || this.#list !== undefined || this.#lists === 0)
      throw unreadable(this.#name, 'a list and its end', 'neither');
    if (typeof id !== 'string' || id.slice(id.lastIndexOf('/') + 1) !== execution)
      throw unreadable(this.#name, `a report of ${execution}`, { value: id });
  }

  #inFrame(byte: number): void {
    if (this.#frame.length === LONGEST_FRAME)
      throw unreadable(this.#name, 'short members beside its list', 'more than 64 KiB');
    this.#frame.push(byte);
    if (this.#isText(byte)) return;
    if (byte === OPEN_LIST && this.#depth === 1) this.#openList();
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
  }

  #openList(): void {
    const frame = Buffer.from(this.#frame).toString('utf8');
    const [, name = ''] = /"([^"\\]*)"\s*:\s*\[$/.exec(frame) ?? [];
    const list = reportList(name);
    if (list === undefined)
      throw unreadable(this.#name, 'a list Transferred, Skipped, Verified or Deleted', {
        value: name,
      });
    this.#list = list;
    this.#lists += 1;
    this.#next = 'first';
  }

  /** Goes on between the items of a list; true where one begins. */
  #startsItem(byte: number): boolean {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return false;
    if (byte === OPEN && this.#next !== 'comma') {
      this.#inItem = true;
      this.#depth = 1;
      return true;
    }
    if (byte === COMMA && this.#next === 'comma') this.#next = 'item';
    else if (byte === CLOSE_LIST && this.#next !== 'item') {
      this.#list = undefined;
      this.#depth = 1;
      this.#frame.push(byte);
    } else
      throw unreadable(this.#name, 'items and commas', {
        value: String.fromCharCode(byte),
      });
    return false;
  }

  #endsItem(byte: number): boolean {
    if (this.#isText(byte)) return false;
    if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0;
  }

  /** Whether `byte` belongs to a text, quotes included. */
  #isText(byte: number): boolean {
    if (!this.#inText) {
      this.#inText = byte === QUOTE;
      return this.#inText;
    }
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
    return true;
  }

  #entry(last: Uint8Array): ReportEntry {
    this.#keep(last);
    const item = this.#parsed(Buffer.concat(this.#item));
    this.#item = [];
    this.#itemBytes = 0;
    this.#inItem = false;
    this.#next = 'comma';
    return reportEntry(this.#list ?? 'Transferred', item, this.#name);
  }

  #keep(bytes: Uint8Array): void {
    this.#itemBytes += bytes.length;
    if (this.#itemBytes > LONGEST_ITEM)
      throw unreadable(this.#name, `items of at most ${LONGEST_ITEM / 1024} KiB`, 'a longer one');
    this.#item.push(Buffer.from(bytes));
  }

  #parsed(bytes: Buffer): unknown {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw unreadable(this.#name, 'whole JSON in UTF-8', { value: why });
    }
  }
}
