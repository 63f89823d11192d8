// A regular expression of the plain kind as a tree: characters, classes, groups, alternatives, repeats.

export type Tree =
  /** One character out of a set: bits 0 to 127 are ASCII, bit 128 is any other. */
  | { readonly kind: 'one'; readonly of: bigint }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly body: Tree; readonly least: number; readonly most: number };

const token =
  /\\[dDwWsS]|\\[^A-Za-z0-9]|\[(?:\\.|[^\]\\])*\]|\((?:\?:)?(?!\?)|[)|.]|(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})\??|[^\\[\](){}|.*+?^$]/suy;
const quantifier = /^([*+?]|\{(\d+)(,)?(\d*)\})\??$/;

/** The tree, or undefined where the pattern uses more: looking ahead or back, references, anchors inside. */
export function patternTree(pattern: string): Tree | undefined {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return undefined;
  const reader = { tokens, at: 0 };
  const tree = alternatives(reader);
  return reader.at === tokens.length ? tree : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function tokensOf(pattern: string): string[] | undefined {
  const tokens: string[] = [];
  for (let at = 0; at < pattern.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [text] = token.exec(pattern) ?? [];
    if (text === undefined) return undefined;
    tokens.push(text);
  }
  return tokens;
}

function alternatives(reader: Reader): Tree | undefined {
  const parts: Tree[] = [];
  do {
    const part = sequence(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (reader.tokens[reader.at] === '|' && (reader.at += 1) > 0);
  const [only] = parts;
  return parts.length === 1 ? only : { kind: 'any', parts };
}

function sequence(reader: Reader): Tree | undefined {
  const parts: Tree[] = [];
  for (;;) {
    const text = reader.tokens[reader.at];
    if (text === undefined || text === '|' || text === ')') return { kind: 'all', parts };
    const part = single(reader, text);
    if (part === undefined) return undefined;
    parts.push(repeated(reader, part));
  }
}

function single(reader: Reader, text: string): Tree | undefined {
  reader.at += 1;
  if (text.startsWith('(')) {
    const body = alternatives(reader);
    if (reader.tokens[reader.at] !== ')') return undefined;
    reader.at += 1;
    return body;
  }
  const of = quantifier.test(text) ? 0n : characters(text);
  return of === 0n ? undefined : { kind: 'one', of };
}

function repeated(reader: Reader, body: Tree): Tree {
  const match = quantifier.exec(reader.tokens[reader.at] ?? '');
  if (match === null) return body;
  reader.at += 1;
  const [, sign = '', from = '', comma, to = ''] = match;
  if (sign === '?') return { kind: 'repeat', body, least: 0, most: 1 };
  if (sign === '*' || sign === '+')
    return { kind: 'repeat', body, least: sign === '+' ? 1 : 0, most: Infinity };
  const most = comma === undefined ? Number(from) : to === '' ? Infinity : Number(to);
  return { kind: 'repeat', body, least: Number(from), most };
}

const onlyAscii =
  /^(?:[\x20-\x7e]|\\[dw]|\\[\x20-\x7e]|\[(?!\^)(?:\\[dw]|\\[^A-Za-z0-9]|[\x20-\x5b\x5d-\x7e])*\])$/;

function characters(text: string): bigint {
  const one = new RegExp(`^${text}$`);
  const plain = onlyAscii.test(text) && !/^(?:\.|\\[DWsS])$/.test(text);
  let found = plain ? 0n : 1n << 128n;
  for (let code = 0; code < 128; code += 1)
    if (one.test(String.fromCharCode(code))) found |= 1n << BigInt(code);
  return found;
}
