// XML as AWS writes it. Control characters are written as references, which S3 does although XML 1.0 forbids them.

export type Xml = string | { readonly [name: string]: XmlContent };
type XmlContent = Xml | readonly Xml[] | undefined;

/** One document with the root element `name`; a list makes one element per member, undefined makes none. */
export function xmlDocument(name: string, content: Xml, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${inside(content)}</${name}>`;
}

function inside(content: Xml): string {
  if (typeof content === 'string') return escapeText(content);
  return Object.entries(content)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => [name, one] as const),
    )
    .map(([name, value]) => `<${name}>${inside(value)}</${name}>`)
    .join('');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g, (character) => {
    if (character === '&') return '&amp;';
    if (character === '<') return '&lt;';
    if (character === '>') return '&gt;';
    if (character === '"') return '&quot;';
    return `&#x${character.charCodeAt(0).toString(16)};`;
  });
}
