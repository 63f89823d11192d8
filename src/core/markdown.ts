// Text of others (file names, server output) inside Markdown: shown as it is, never read as markup.

/** `text` in a table cell or a sentence: no Markdown, no HTML, no line break gets through. */
export function plain(text: string): string {
  return visible(text)
    .replaceAll(/[\\`*_[\]|~<>&@]|^\s*[-#+=]|(?<=^\s*[0-9]+)[.)]|(?<=www)\./g, entities)
    .replaceAll('://', '&#58;//');
}

/** `text` as code in a table cell or a sentence. */
export function code(text: string): string {
  return `<code>${insideCode(text)}</code>`;
}

/** `text` inside of a `<code>` element. */
export function insideCode(text: string): string {
  return visible(text).replaceAll(/[&<>|`*_~\\[\]@]/g, entities);
}

/** Control and format characters as visible escapes: `\n`, `\u{202e}`. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) =>
    char === '\n' ? '\\n' : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const entities = (text: string): string =>
  Array.from(text, (char) => `&#${char.codePointAt(0) ?? 0};`).join('');

/** `text` in a quoted label of a Mermaid diagram, which has entities of its own: only letters, digits and blanks get through. */
export function mermaidLabel(text: string): string {
  return Array.from(visible(text), (char) =>
    /[\p{L}\p{N} ]/u.test(char) ? char : `#${char.codePointAt(0) ?? 0};`,
  ).join('');
}
