// The picture of a terminal: its text is text, in its colours, and nothing of one run alone is in it.
import { expect, test } from '@jest/globals';
import { textOf } from '../../../scripts/docs/svg.ts';
import { lastPage, pictureOf } from '../../../scripts/docs/terminal-picture.ts';

const PAGE = [
  '  \u001b[1m\u001b[32mConfirmed. The gateway serves the files.\u001b[39m\u001b[22m',
  '',
  '    \u001b[32m✔\u001b[39m a <name> & "more"',
].join('\n');

test('the text comes out as it went in', () => {
  const plain = '  Confirmed. The gateway serves the files.\n\n    ✔ a <name> & "more"';
  expect(textOf(pictureOf(PAGE))).toBe(`$ npm run rehearse -- --approve\n\n${plain}`);
});

test('what has a style is in a span of it, and nothing else is', () => {
  const picture = pictureOf(PAGE);
  expect(picture).toContain(
    '>    <tspan fill="#56d364">✔</tspan> a &#60;name&#62; &#38; "more"</text>',
  );
  expect(picture).toContain('<tspan font-weight="700" fill="#56d364">Confirmed.');
  expect(picture).not.toContain('\u001b');
});

test('the page is cut out, and its run, time and folder are those of no run', () => {
  const output = `00:00:01  a line\n\n${PAGE}\n    ✔ new-image-1796019062.jpg at 2026-11-30 06:19:34 UTC\n  time      4 min in the lab, 53.3 s here\n  records   /tmp/x-1796019062\n  report    /tmp/x-1796019062/report.html\n\n`;
  const page = lastPage(output);
  expect(page.startsWith(PAGE)).toBe(true);
  expect(page.split('\n').slice(3)).toEqual([
    '    ✔ new-image-1767225600.jpg at 2026-01-01 00:00:00 UTC',
    '  time      4 min in the lab, 9.0 s here',
    '  records   out/rehearsal-1767225600',
    '  report    out/rehearsal-1767225600/report.html',
  ]);
  expect(() => lastPage('  Failed.')).toThrow('expected a page that begins with Confirmed');
});
