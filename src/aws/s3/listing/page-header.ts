// What a page of a listing says about itself, next to its entries.
import { withoutEntities } from './entry-text.ts';
import { UnreadablePage } from './unreadable-page.ts';
import type { XmlBytes } from './xml-bytes.ts';

export interface HeaderValues {
  /** More keys follow. */
  readonly truncated: boolean;
  /** What to ask for the next page with. */
  readonly token: string | undefined;
}

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

  /** What was gathered. The page must have as many entries as it says. */
  values(entries: number): HeaderValues {
    const count = this.#values.get('KeyCount')?.trim();
    if (count !== undefined && count !== String(entries))
      throw new UnreadablePage(`${entries} entries where KeyCount is ${count}`);
    const truncated = this.#values.get('IsTruncated')?.trim();
    if (truncated !== 'true' && truncated !== 'false')
      throw new UnreadablePage(`IsTruncated ${truncated ?? 'missing'}`);
    return { truncated: truncated === 'true', token: this.#values.get('NextContinuationToken') };
  }
}
