// Names that break programs: every one of them Linux allows.
const PIECES = [
  ' ',
  '  ',
  "'",
  '"',
  '`',
  '$(x)',
  '\n',
  '\t',
  '\r',
  '%',
  '%2F',
  '%00',
  '+',
  '#',
  '?',
  '*',
  '|',
  '&',
  ';',
  '<',
  '>',
  '\\',
  '\\n',
  '-',
  '--',
  '-rf',
  '.',
  '..a',
  '...',
  '~',
  '!',
  '{}',
  '[a]',
  '@key=',
  ':',
  ',',
  '=',
  '\u0001',
  '\u001b[31m',
  '\u007f',
  'ü',
  'u\u0308',
  'é',
  'e\u0301',
  'Å',
  '\u212b',
  '😀',
  '👩‍👩‍👧',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\uffee',
  '\u{10ffff}',
  '日本',
  'a',
  'A',
  '0',
  '00',
  'null',
  'CON',
  '.snapshot',
  '/',
  'a/',
  '.nfs01',
].map((text) => Buffer.from(text));
const BROKEN = [
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0x80],
  [0xe2, 0x82],
].map((bytes) => Buffer.from(bytes));

export interface HostileName {
  readonly path: Buffer;
  readonly possible: boolean;
}

/** `count` different names, always the same ones; some of them no object can have. */
export function hostileNames(count: number): HostileName[] {
  const found = new Map<string, HostileName>();
  let state = 12345;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let i = 0; found.size < count; i += 1) {
    const broken = i % 10 === 0;
    const parts = Array.from(
      { length: 1 + next(5) },
      () => PIECES[next(PIECES.length)] ?? Buffer.alloc(0),
    );
    if (broken) parts.splice(next(parts.length), 0, BROKEN[next(BROKEN.length)] ?? Buffer.alloc(0));
    if (i % 50 === 0) parts.push(Buffer.alloc(255, 'x'));
    if (i % 70 === 0)
      for (let n = 0; n < 5; n += 1) parts.push(Buffer.from('/'), Buffer.alloc(240, 'ü'));
    const path = asPath(Buffer.concat(parts));
    if (path === undefined) continue;
    const possible = path.length <= 1024 && Buffer.from(path.toString('utf8')).equals(path);
    found.set(path.toString('latin1'), { path, possible });
  }
  return [...found.values()];
}

/** A path as a tree can have it, or undefined. Each lies in a folder of its own first letter's number. */
function asPath(bytes: Buffer): Buffer | undefined {
  const parts = bytes
    .toString('latin1')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  if (parts.length === 0 || parts.some((part) => part.length > 255)) return undefined;
  return Buffer.from(parts.join('/'), 'latin1');
}
