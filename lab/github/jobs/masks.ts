// Masks of one job: what was registered, in every form in which the runner looks for it, is shown as three stars.

const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** The forms that the runner derives from a secret: as it is, and as other encodings would carry it. */
function forms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    encode(bytes),
    // With one or two bytes before it the base64 is shifted; the characters that mix with others are left out.
    encode(Buffer.concat([Buffer.from([0]), bytes])).slice(2),
    encode(Buffer.concat([Buffer.from([0, 0]), bytes])).slice(3),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    value.replace(/[&<>"']/g, (c) => `&${XML[c] ?? ''};`),
    value.replace(/["$`\\]/g, '\\$&'),
  ];
}

const XML: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

export class Masks {
  readonly #texts = new Set<string>();

  /** Masks `value` and each of its lines from now on. */
  add(value: string): void {
    for (const part of [value, ...value.split(/\r?\n/)]) {
      if (part.trim() === '') continue;
      for (const form of forms(part)) if (form !== '') this.#texts.add(form);
    }
  }

  apply(text: string): string {
    const spans: [number, number][] = [];
    for (const secret of this.#texts) {
      for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
        spans.push([at, at + secret.length]);
    }
    if (spans.length === 0) return text;
    spans.sort((a, b) => a[0] - b[0]);
    let shown = '';
    let from = 0;
    for (const [begin, end] of spans) {
      if (begin > from || (from === 0 && begin === 0)) shown += `${text.slice(from, begin)}***`;
      from = Math.max(from, end);
    }
    return shown + text.slice(from);
  }
}
