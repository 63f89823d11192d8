// A picture of a terminal: the last page of a real rehearsal as an SVG whose text is text, so that CI can compare it.
import { stripVTControlCharacters } from 'node:util';
import { safe, svg } from './svg.ts';

const COMMAND = 'npm run rehearse -- --approve';
const RUN = '1767225600';

/** The page that the picture shows, out of all that a rehearsal printed; what is another for each run is made equal. */
export function lastPage(output: string): string {
  const lines = output.split('\n');
  const first = lines.findIndex((line) => /^ {2}Confirmed\./.test(stripVTControlCharacters(line)));
  if (first < 0)
    throw new Error('the rehearsal: expected a page that begins with Confirmed, got none');
  const page = lines.slice(first).join('\n').trimEnd();
  const id = /new-image-(\d+)/.exec(page)?.[1] ?? RUN;
  return page
    .replaceAll(id, RUN)
    .replaceAll(/(?<=igration )[0-9a-f]{12}\b/g, '0a1b2c3d4e5f')
    .replaceAll(/(?<=Write )[0-9a-f]{8}\b/g, '0a1b2c3d')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '2026-01-01')
    .replaceAll(/\d\d:\d\d:\d\d/g, '00:00:00')
    .replace(/[\d.]+ s here/, '9.0 s here')
    .replace(/(records\s+(?:\u001b\[\d+m)*)\S+/, `$1out/rehearsal-${RUN}`)
    .replace(/(report\s+(?:\u001b\[\d+m)*)\S+(?=\/report\.html)/, `$1out/rehearsal-${RUN}`);
}

const LINE = 19;
const MARGIN = 18;

/** Colours of a dark terminal, readable on a light page, too: the picture has its own background. */
const COLOURS: ReadonlyMap<string, string> = new Map([
  ['1', 'font-weight="700"'],
  ['2', 'fill="#9198a1"'],
  ['31', 'fill="#ff7b72"'],
  ['32', 'fill="#56d364"'],
  ['33', 'fill="#e3b341"'],
  ['35', 'fill="#d2a8ff"'],
  ['36', 'fill="#76e3ea"'],
]);
/** Which style each end of a style ends. */
const ENDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['22', ['1', '2']],
  ['39', ['31', '32', '33', '35', '36']],
]);

/** The picture of a page that may have SGR colours. */
export function pictureOf(page: string): string {
  const lines = [`$ ${COMMAND}`, '', ...page.split('\n')];
  const height = lines.length * LINE + 2 * MARGIN;
  const elements = lines.map((line, i) => {
    const y = MARGIN + (i + 1) * LINE - 5;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spansOf(line)}</text>`;
  });
  return svg({
    title: 'The last page of a rehearsal in the terminal',
    height,
    style: `font-family="${FONT}" font-size="13" fill="#e6edf3"`,
    fill: '#0d1117',
    stroke: '#3d444d',
    elements,
  });
}

/** 100 columns of any of them fit into a picture. */
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

function spansOf(line: string): string {
  const on = new Set<string>();
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes === undefined) return spanOf(part, on);
      for (const code of codes.split(';')) {
        if (COLOURS.has(code)) on.add(code);
        for (const ended of ENDS.get(code) ?? (code === '0' ? [...on] : [])) on.delete(ended);
      }
      return '';
    })
    .join('');
}

function spanOf(text: string, on: ReadonlySet<string>): string {
  const styles = [...on].map((code) => COLOURS.get(code) ?? '').join(' ');
  return text === '' || styles === '' ? safe(text) : `<tspan ${styles}>${safe(text)}</tspan>`;
}
