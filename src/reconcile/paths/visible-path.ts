// How a path is shown to people, and read back from what was shown.
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CutoverError } from '../../core/errors.ts';

// Any path as one line of text that people can read, and back to its exact bytes.

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
const UNSEEN = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const ESCAPE = /(\\(?:x[0-9a-f]{2}|u\{[0-9a-f]{1,6}\}|[\\nrt])|\\)/u;

/**
 * The path with escapes for what does not show: `\n`, `\u{202e}` for characters, `\xff` for bytes that are no UTF-8
 * and for spaces at either end.
 */
export function visiblePath(path: Uint8Array): string {
  const text = isUtf8(path) ? shown(path) : piecewise(path);
  return text.replaceAll(/^ +| +$/g, (spaces) => '\\x20'.repeat(spaces.length));
}

/** The bytes of a path that `visiblePath` wrote. */
export function pathOfVisible(text: string): Buffer {
  const parts = text.split(ESCAPE);
  return Buffer.concat(
    parts.map((part) => (part.startsWith('\\') ? bytesOf(part, text) : Buffer.from(part, 'utf8'))),
  );
}

const shown = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('utf8')
    .replaceAll(
      UNSEEN,
      (char) => NAMED.get(char) ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
    );

function piecewise(path: Uint8Array): string {
  let text = '';
  for (let at = 0; at < path.length;) {
    const part = path.subarray(at, at + sequenceLength(path[at] ?? 0));
    if (isUtf8(part)) {
      text += shown(part);
      at += part.length;
    } else {
      text += `\\x${(path[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    }
  }
  return text;
}

/** How long the UTF-8 sequence is that begins with this byte, if one does. */
const sequenceLength = (lead: number): number =>
  lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

function bytesOf(part: string, text: string): Buffer {
  for (const [char, name] of NAMED) if (name === part) return Buffer.from(char, 'utf8');
  if (part.startsWith('\\x')) return Buffer.from(part.slice(2), 'hex');
  const point = part.startsWith('\\u') ? Number.parseInt(part.slice(3, -1), 16) : Number.NaN;
  if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff))
    return Buffer.from(String.fromCodePoint(point), 'utf8');
  throw new CutoverError('bad-input', {
    what: `the path '${text}'`,
    expected: 'escapes as the file of differences writes them: \\n, \\\\, \\xff, \\u{202e}',
    got: `'${part}'`,
    cure: 'copy the path from that file as it is',
  });
}

// A reviewed list of paths that may be extra: one per line, as the file of differences shows them.

const NUL = Buffer.from([0]);
const SLASH = Buffer.from('/');

/** The list as sorted rows with empty meta data. Empty lines and lines that begin with `#` say nothing. */
export function acceptedRows(text: string): { rows: AsyncIterable<Uint8Array>; count: number } {
  const paths = text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(pathOfVisible)
    .sort((a, b) => Buffer.compare(a, b))
    .filter((path, i, all) => all[i - 1]?.equals(path) !== true);
  const parts = paths.flatMap((path) => [SLASH, path, NUL]);
  return { rows: Readable.from([Buffer.concat(parts)]), count: paths.length };
}
