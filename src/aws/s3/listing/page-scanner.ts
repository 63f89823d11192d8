// Reads a page of ListObjectsV2 as bytes, straight into rows: the SDK's XML parser takes twenty times as long.
import { withoutEntities } from './key-text.ts';
import { UnreadablePage, XmlBytes } from './xml-bytes.ts';
import { SameMarkupEntries, noTexts } from './same-markup-entries.ts';
import type { KeyRange } from './ranges.ts';
import type { BufferPool } from './buffer-pool.ts';
import { PageRows } from './page-rows.ts';
import type { ScannedRows } from './page-rows.ts';
import type { Span } from './xml-bytes.ts';

/** What a page of a listing says about itself, next to its entries. */
interface HeaderValues {
  /** More keys follow. */
  readonly truncated: boolean;
  /** What to ask for the next page with. */
  readonly token: string | undefined;
}

/** Gathers the header's elements of one page, which may stand before and after its entries. */
class PageHeader {
  readonly #body: Buffer;
  readonly #values = new Map<string, string>();

  constructor(body: Buffer) {
    this.#body = body;
  }

  /** Reads the element that `xml` has just opened. */
  read(xml: XmlBytes): void {
    const name = xml.name();
    switch (name) {
      case 'IsTruncated':
      case 'KeyCount':
      case 'NextContinuationToken':
        if (this.#values.has(name)) throw new UnreadablePage(`<${name}> twice`);
        xml.text();
        this.#values.set(name, withoutEntities(this.#body, xml.textStart, xml.textEnd).toString());
        return;
      case 'CommonPrefixes':
        throw new UnreadablePage('folded keys that were not asked for');
      case 'Error':
        throw new UnreadablePage('an error among the entries');
      default:
        xml.skip();
    }
  }

  /**
   * What was gathered. The page must have as many entries as it says. S3 always says it (ListObjectsV2: KeyCount); a
   * page that has lost its count may have lost an entry with it.
   */
  values(entries: number): HeaderValues {
    const count = this.#values.get('KeyCount')?.trim();
    if (count === undefined ? entries > 0 : count !== String(entries))
      throw new UnreadablePage(`${entries} entries where KeyCount is ${count ?? 'missing'}`);
    const truncated = this.#values.get('IsTruncated')?.trim();
    if (truncated !== 'true' && truncated !== 'false')
      throw new UnreadablePage(`IsTruncated ${truncated ?? 'missing'}`);
    return { truncated: truncated === 'true', token: this.#values.get('NextContinuationToken') };
  }
}

export interface ScannedPage extends ScannedRows, HeaderValues {}

const ROOT = Buffer.from('ListBucketResult');
const CONTENTS = Buffer.from('Contents');
const KEY = Buffer.from('Key');
const LAST_MODIFIED = Buffer.from('LastModified');
const ETAG = Buffer.from('ETag');
const SIZE = Buffer.from('Size');
const STORAGE_CLASS = Buffer.from('StorageClass');
const ENCODED = '<EncodingType>url</EncodingType>';
/** What is written for an optional element that is not there. */
const NO_ETAG = Buffer.from('-');
const STANDARD = Buffer.from('STANDARD');
const whole = (word: Uint8Array): Span => ({ start: 0, end: word.length });

/** One page after the other; pages of one listing share their working memory. */
export class PageScanner {
  readonly #rows: PageRows;
  readonly #texts = noTexts();

  constructor(prefix: Buffer, pool: BufferPool) {
    this.#rows = new PageRows(prefix, pool);
  }

  /**
   * The rows of `body` that lie within `range`, whose `after` is the last path seen before. Throws UnreadablePage
   * where the body is not one whole page.
   */
  scan(body: Buffer, range: KeyRange): ScannedPage {
    if (body.includes(0)) throw new UnreadablePage('a zero byte');
    const xml = new XmlBytes(body, ROOT);
    const header = new PageHeader(body);
    const sameMarkup = new SameMarkupEntries(body, this.#texts);
    let entries = 0;
    this.#rows.begin(body, body.includes(ENCODED));
    for (let start = xml.at; xml.open(ROOT); start = xml.at) {
      if (xml.isNamed(CONTENTS)) {
        this.#entry(xml, body);
        this.#write(body);
        entries += 1;
        if (sameMarkup.learn(start, xml.at)) entries += this.#readSameMarkup(sameMarkup, xml, body);
      } else header.read(xml);
    }
    xml.end();
    return { ...this.#rows.finish(range), ...header.values(entries) };
  }

  /** Reads entries as long as they have the same markup, and returns how many. */
  #readSameMarkup(sameMarkup: SameMarkupEntries, xml: XmlBytes, body: Buffer): number {
    for (let entries = 0; ; entries += 1) {
      const end = sameMarkup.read(xml.at);
      if (end === -1) return entries;
      this.#write(body);
      xml.at = end;
    }
  }

  #entry(xml: XmlBytes, body: Buffer): void {
    const texts = this.#texts;
    texts.key.start = -1;
    texts.time.start = -1;
    texts.etag.start = -1;
    texts.size.start = -1;
    texts.storageClass.start = -1;
    while (xml.open(CONTENTS)) {
      const span = this.#spanOf(xml, body[xml.nameStart]);
      if (span === undefined) {
        xml.skip();
        continue;
      }
      if (span.start !== -1) throw new UnreadablePage(`<${xml.name()}> twice in one entry`);
      xml.text();
      span.start = xml.textStart;
      span.end = xml.textEnd;
    }
    if (texts.key.start === -1 || texts.time.start === -1 || texts.size.start === -1)
      throw new UnreadablePage('an entry without Key, LastModified or Size');
    trimQuotes(body, texts.etag);
  }

  #spanOf(xml: XmlBytes, first: number | undefined): Span | undefined {
    switch (first) {
      case 75:
        return xml.isNamed(KEY) ? this.#texts.key : undefined;
      case 76:
        return xml.isNamed(LAST_MODIFIED) ? this.#texts.time : undefined;
      case 69:
        return xml.isNamed(ETAG) ? this.#texts.etag : undefined;
      case 83:
        if (xml.isNamed(SIZE)) return this.#texts.size;
        return xml.isNamed(STORAGE_CLASS) ? this.#texts.storageClass : undefined;
      default:
        return undefined;
    }
  }

  #write(body: Buffer): void {
    const rows = this.#rows;
    const { key, time, etag, size, storageClass } = this.#texts;
    rows.size(body, size);
    rows.time(body, time);
    if (etag.start !== -1 && etag.start < etag.end) rows.word(body, etag);
    else rows.word(NO_ETAG, whole(NO_ETAG));
    if (storageClass.start === -1) rows.word(STANDARD, whole(STANDARD));
    else rows.word(body, storageClass);
    rows.key(body, key);
  }
}

const QUOTE = 34;
const ENTITIES = ['&quot;', '&#34;', '&#x22;'].map((one) => Buffer.from(one));

/** Narrows `span` to the text between its quotes, in whatever way they are written. */
function trimQuotes(body: Buffer, span: Span): void {
  if (span.start === -1) return;
  const { start, end } = span;
  if (body[start] === QUOTE && body[end - 1] === QUOTE && end - start > 1) {
    span.start += 1;
    span.end -= 1;
    return;
  }
  for (const entity of ENTITIES) {
    const { length } = entity;
    if (end - start < 2 * length || !isAt(body, start, entity)) continue;
    if (!isAt(body, end - length, entity)) continue;
    span.start += length;
    span.end -= length;
    return;
  }
}

function isAt(body: Buffer, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i += 1) if (body[at + i] !== word[i]) return false;
  return true;
}
