// The verdict on one path, from what each layer's row says of it. Pure, and nothing is made for what is the same.
import { isUtf8 } from 'node:buffer';
import * as found from './judgement.ts';
import type { Judgement, LayerFinding, LayerSymbol, LostBy, PathVerdict } from './judgement.ts';
import { lookAtBucket, lookAtGateway } from './layer-findings.ts';
import { LONGEST_KEY, NOT_UTF8, tooLong } from '../paths/path-mapping.ts';
import type { PathInLayers } from './path-in-layers.ts';
import type { NotPortableKind, Policy } from './policy.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { CTIME, isLater, isSingle, typeOf } from '../rows/row-fields.ts';
import type { Type } from '../rows/row-fields.ts';

const SPECIAL: Partial<Record<Type, NotPortableKind>> = {
  p: 'fifo',
  s: 'socket',
  b: 'block-device',
  c: 'char-device',
};

/** The verdict on a path. */
export function judge(path: PathInLayers, policy: Policy): Judgement {
  if (policy.selected !== undefined && !policy.selected(path.row)) return found.FILTERED;
  const { source } = path;
  if (source === undefined) return judgeWithoutSource(path, policy);
  const type = typeOf(source);
  const bare = type === 'f' || type === 'd' ? undefined : judgeByType(path, type, policy);
  if (bare !== undefined) return bare;
  const reason = whyImpossible(source, policy.prefixBytes, path.ascii);
  if (reason !== undefined) return withDetail('impossible', symbolsOf(path, '='), reason);
  const bucket = lookAtBucket(path, source, policy);
  const gateway = lookAtGateway(path, source, policy);
  if (policy.transferredAt !== undefined && isLater(source, CTIME, policy.transferredAt))
    return compose('newer', bucket, gateway);
  const link =
    type === 'l' ? 'symlink' : type === 'f' && !isSingle(source) ? 'hard-link' : undefined;
  if (link === undefined && isFine(bucket) && isFine(gateway)) return found.SAME;
  return judgeFindings(link, bucket, gateway, policy);
}

const isFine = (finding: LayerFinding): boolean =>
  finding === found.EQUAL || finding === found.NOT_LOOKED_AT;

/** What its type alone decides: a folder that cannot be listed, and what no object can stand for. */
function judgeByType(path: PathInLayers, type: Type, policy: Policy): Judgement | undefined {
  if (type === 'u')
    return { ...withDetail('unproven', symbolsOf(path, '!'), UNLISTED), lostBy: 'listing' };
  const kind = SPECIAL[type];
  if (kind === undefined) return undefined;
  const allowed = policy.notPortable.has(kind) ? 'allowed' : 'not-portable';
  return withDetail(allowed, symbolsOf(path, '='), kind);
}

/** From the worst to the best that the layers can say together. */
function judgeFindings(
  link: NotPortableKind | undefined,
  bucket: LayerFinding,
  gateway: LayerFinding,
  policy: Policy,
): Judgement {
  if (bucket === found.ABSENT || gateway === found.ABSENT)
    return { ...compose('missing', bucket, gateway), lostBy: lostBy(bucket, gateway) };
  if (bucket === found.ARCHIVED) return compose('unreadable', bucket, gateway);
  if (bucket.symbol === '*' || gateway.symbol === '*') return compose('differs', bucket, gateway);
  if (link !== undefined && !policy.notPortable.has(link))
    return { ...compose('not-portable', bucket, gateway), details: [link] };
  if (gateway === found.HIDDEN_FROM_USER) return compose('unproven', bucket, gateway);
  if (bucket === found.DOUBTFUL) return compose('to-read', bucket, gateway);
  if (link === 'symlink') return { ...compose('allowed', bucket, gateway), details: [link] };
  return found.SAME;
}

/** A path that the gateway still shows was in the bucket once. */
function lostBy(bucket: LayerFinding, gateway: LayerFinding): LostBy {
  if (bucket !== found.ABSENT) return 'gateway';
  return gateway.symbol === '=' || gateway.symbol === '*' ? 'bucket' : 'transfer';
}

const UNLISTED = 'the folder cannot be listed at the source';

function judgeWithoutSource(path: PathInLayers, policy: Policy): Judgement {
  const symbols = symbolsOf(path, '-');
  if (path.unlisted.source)
    return { ...withDetail('unproven', symbols, UNLISTED), lostBy: 'listing' };
  const extra = policy.removeLimit === undefined ? 'extra' : 'to-remove';
  const verdict = path.accepted ? 'accepted' : policy.tolerated(path.row) ? 'tolerated' : extra;
  return { verdict, symbols, attributes: [], details: [] };
}

/** The symbols where the layers are not held against the source: there, or not there. */
function symbolsOf(path: PathInLayers, source: LayerSymbol): string {
  const { looksAt, bucket, gateway } = path;
  const symbol = (looked: boolean, row: RowCursor | undefined): LayerSymbol =>
    !looked ? '.' : row === undefined ? '-' : '+';
  return source + symbol(looksAt.bucket, bucket) + symbol(looksAt.gateway, gateway);
}

function whyImpossible(source: RowCursor, prefixBytes: number, ascii: boolean): string | undefined {
  const { bytes, pathStart, pathEnd } = source;
  const length = pathEnd - pathStart + prefixBytes;
  if (length > LONGEST_KEY) return tooLong(length);
  if (!ascii && !isUtf8(bytes.subarray(pathStart, pathEnd))) return NOT_UTF8;
  return undefined;
}

const withDetail = (verdict: PathVerdict, symbols: string, detail: string): Judgement => ({
  verdict,
  symbols,
  attributes: [],
  details: [detail],
});

const compose = (verdict: PathVerdict, bucket: LayerFinding, gateway: LayerFinding): Judgement => ({
  verdict,
  symbols: `=${bucket.symbol}${gateway.symbol}`,
  attributes: [...new Set([...bucket.attributes, ...gateway.attributes])],
  details: [...bucket.details, ...gateway.details],
});
