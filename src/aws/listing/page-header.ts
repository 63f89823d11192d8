// What a page of a listing says about itself, next to its entries.
import { UnreadablePage } from './unreadable-page.ts';
import type { XmlBytes } from './xml-bytes.ts';

/** Gathers the header's elements of one page, which may stand before and after its entries. */
export class PageHeader {
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
        this.#values.set(name, this.#body.toString('utf8', xml.textStart, xml.textEnd));
        return;
      case 'CommonPrefixes':
        throw new UnreadablePage('folded keys that were not asked for');
      default:
        xml.skip();
    }
  }

  /** The page as a document without entries, for the SDK. The page must have as many entries as it says. */
  document(entries: number): Buffer {
    const count = this.#values.get('KeyCount')?.trim();
    if (count !== undefined && count !== String(entries))
      throw new UnreadablePage(`${entries} entries where KeyCount is ${count}`);
    const truncated = this.#values.get('IsTruncated')?.trim();
    if (truncated !== 'true' && truncated !== 'false')
      throw new UnreadablePage(`IsTruncated ${truncated ?? 'missing'}`);
    const token = this.#values.get('NextContinuationToken');
    const element =
      token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
    return Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><IsTruncated>${truncated}</IsTruncated>${element}</ListBucketResult>`,
    );
  }
}
