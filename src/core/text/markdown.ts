// Text of others (file names, server output) inside Markdown: shown as it is, never read as markup.

// Numbers with their noun.

/** `1 folder`, `2 folders`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `text` in a table cell or a sentence: no Markdown, no HTML, no line break gets through. */
export function plain(text: string): string {
  return escaped(visible(text));
}

/**
 * `text` in a comment: as `plain`, and it notifies nobody and links to no issue. GitHub looks for `@name` and `#1` after
 * it has read the entities; a space of no width between the two hides them from it (as Renovate and Dependabot do).
 */
export function quiet(text: string): string {
  return escaped(visible(text).replaceAll(/@|#|\bgh-/gi, (sign) => `${sign}\u200B`));
}

/** `text` as code in a table cell or a sentence. GitHub looks for no names in it. */
export function code(text: string): string {
  return `<code>${insideCode(text)}</code>`;
}

/** `text` inside of a `<code>` element. */
export function insideCode(text: string): string {
  return visible(text)
    .replaceAll(/[&<>|`*_~\\[\]@]|(?<=www)\./g, entities)
    .replaceAll('://', '&#58;//');
}

/** Lines as a fenced block of `language`; no line ends it, whatever it holds. */
export function fenced(lines: readonly string[], language: string): string {
  const shown = lines.map(visible);
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** Control and format characters as visible escapes: `\n`, `\u{202e}`. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) =>
    char === '\n' ? '\\n' : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const escaped = (text: string): string =>
  text
    .replaceAll(/[\\`*_[\]|~<>&@]|^\s*[-#+=]|(?<=^\s*[0-9]+)[.)]|(?<=www)\./g, entities)
    .replaceAll('://', '&#58;//');

const entities = (text: string): string =>
  Array.from(text, (char) => `&#${char.codePointAt(0) ?? 0};`).join('');

/** `text` in a quoted label of a Mermaid diagram, which has entities of its own: only letters, digits and blanks get through. */
export function mermaidLabel(text: string): string {
  return Array.from(visible(text), (char) =>
    /[\p{L}\p{N} ]/u.test(char) ? char : `#${char.codePointAt(0) ?? 0};`,
  ).join('');
}
