// Markdown tables, and the places between markers where generated text goes.

/** A Markdown table; texts of cells must be safe already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Text for a cell: one line, no column border. */
export const cell = (text = ''): string => text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');

/** The same as code. */
export const code = (text: string): string => `\`${cell(text)}\``;

/** Puts the content between `<!-- marker -->` and `<!-- /marker -->`. */
export function fill(text: string, marker: string, content: string, file: string): string {
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start === -1 || end < start)
    throw new Error(`${file}: expected ${open} and ${close}, got none; mark where the table goes`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
