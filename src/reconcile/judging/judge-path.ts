// The judgement of one path, from the row of each layer. Pure; nothing is allocated for a path that is the same.
import { differingAttributes, fileAttributes } from './compare-rule.ts';
import type {
  AttributeRule,
  CompareRule,
  FileAttributes,
  ListedAttribute,
} from './compare-rule.ts';
import type { PathInLayers } from '../layers.ts';
import { ABSENT, ARCHIVED, DOUBTFUL, EQUAL, HIDDEN_FROM_USER, NOT_LOOKED_AT } from './judgement.ts';
import type { Judgement, LayerFinding, LayerSymbol, LostBy, PathVerdict } from './judgement.ts';
import type { NotPortableKind, Policy } from './policy.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import * as fields from '../rows/row-fields.ts';
import * as found from './judgement.ts';
import { isPruned } from '../paths/path-patterns.ts';
import { whyNoKey } from '../paths/object-key.ts';
import { CTIME, isLater, isSingle, typeOf } from '../rows/row-fields.ts';
import type { Type } from '../rows/row-fields.ts';

// One layer's row compared with the source's. Equal rows are found without an allocation.

/** What the listing shows of a path. The ctime decides whether size is proof enough. */
function lookAtBucket(path: PathInLayers, source: RowCursor, policy: Policy): LayerFinding {
  const { bucket } = path;
  if (!path.looksAt.bucket) return NOT_LOOKED_AT;
  if (bucket === undefined) return ABSENT;
  const size = fields.objectSize(bucket);
  for (const name of policy.archived)
    if (fields.fieldIs(bucket, fields.STORAGE_CLASS, name)) return ARCHIVED;
  const wanted = sizeAsObject(source);
  if (size !== wanted) return differing(['size'], [`bucket size ${size}, not ${wanted}`]);
  const lastModified = fields.integer(bucket, fields.LAST_MODIFIED);
  return policy.readAll || fields.isLater(source, fields.CTIME, lastModified) ? DOUBTFUL : EQUAL;
}

/** What the gateway's manifest shows of a path. A folder's own size says nothing there. */
function lookAtGateway(path: PathInLayers, source: RowCursor, policy: Policy): LayerFinding {
  const { gateway } = path;
  if (!path.looksAt.gateway || !isShown(source, policy.shown)) return NOT_LOOKED_AT;
  if (path.unlisted.gateway) return HIDDEN_FROM_USER;
  if (gateway === undefined) return ABSENT;
  if (gateway.sameButCtime || hasSameComparedBytes(source, gateway)) return EQUAL;
  const type = fields.typeOf(gateway);
  if (type === 'u') return HIDDEN_FROM_USER;
  const wanted = fields.typeOf(source);
  // A gateway shows a link as a small file.
  if (type !== wanted && !(wanted === 'l' && type === 'f'))
    return differing(['type'], [`gateway type ${type}, not ${wanted}`]);
  const rule = wanted === 'd' ? policy.gatewayRule.folders : policy.gatewayRule.files;
  if (sameSize(source, gateway, wanted) && agrees(source, gateway, rule)) return EQUAL;
  return inWords(fileAttributes(source), fileAttributes(gateway), policy.gatewayRule);
}

const sizeAsObject = (source: RowCursor): number =>
  source.bytes[source.metaStart] === FOLDER ? 0 : fields.integer(source, fields.SIZE);

const FOLDER = 'd'.charCodeAt(0);

function isShown(row: RowCursor, below: Uint8Array): boolean {
  for (let i = 0; i < below.length; i += 1)
    if (row.bytes[row.pathStart + i] !== below[i]) return false;
  return true;
}

/** True where all that any rule compares has the same bytes, as in most rows. */
const hasSameComparedBytes = (source: RowCursor, gateway: RowCursor): boolean =>
  source.spaceCount === gateway.spaceCount &&
  fields.sameFields(source, gateway, fields.TYPE, fields.MTIME) &&
  fields.sameFields(source, gateway, fields.MODE, fields.GID);

const sameSize = (source: RowCursor, gateway: RowCursor, type: fields.Type): boolean =>
  type === 'd' || fields.sameField(source, gateway, fields.SIZE);

/** True where nothing differs; a false is looked at again, attribute by attribute. */
function agrees(source: RowCursor, gateway: RowCursor, rule: AttributeRule): boolean {
  const { mtimeDigits, modeMask, owner } = rule;
  if (mtimeDigits !== undefined && !fields.sameTime(source, gateway, mtimeDigits)) return false;
  if (modeMask !== 0 && owner) return fields.sameFields(source, gateway, fields.MODE, fields.GID);
  if (modeMask !== 0) return fields.sameField(source, gateway, fields.MODE);
  return !owner || fields.sameFields(source, gateway, fields.UID, fields.GID);
}

function inWords(source: FileAttributes, gateway: FileAttributes, rule: CompareRule): LayerFinding {
  const attributes = differingAttributes(source, gateway, rule);
  if (source.type !== 'd' && source.size !== gateway.size) attributes.unshift('size');
  if (attributes.length === 0) return EQUAL;
  const details = attributes.map(
    (name) => `gateway ${name} ${wording(gateway, name)}, not ${wording(source, name)}`,
  );
  return differing(attributes, details);
}

function wording(of: FileAttributes, name: ListedAttribute): string {
  switch (name) {
    case 'type':
      return of.type;
    case 'size':
      return String(of.size);
    case 'mtime':
      return `${of.mtime}ns`;
    case 'mode':
      return of.mode.toString(8);
    case 'owner':
      return `${of.uid}:${of.gid}`;
  }
}

const differing = (
  attributes: readonly ListedAttribute[],
  details: readonly string[],
): LayerFinding => ({
  symbol: '*',
  attributes,
  details,
});

const SPECIAL: Partial<Record<Type, NotPortableKind>> = {
  p: 'fifo',
  s: 'socket',
  b: 'block-device',
  c: 'char-device',
};

/** The judgement of a path under a policy. Throws `unproven` for a row of another form. */
export function judgePath(path: PathInLayers, policy: Policy): Judgement {
  if (policy.selected !== undefined && !policy.selected(path.row)) return found.FILTERED;
  const { source } = path;
  if (source === undefined) return judgeWithoutSource(path, policy);
  const type = typeOf(source);
  const bare = type === 'f' || type === 'd' ? undefined : judgeByType(path, type, policy);
  if (bare !== undefined) return bare;
  const reason = whyNoKey(source, policy.prefixBytes, path.ascii);
  if (reason !== undefined) {
    const verdict = policy.stayBehind.has(source) ? 'allowed' : 'impossible';
    return withDetail(verdict, symbolsOf(path, '='), reason);
  }
  const bucket = lookAtBucket(path, source, policy);
  const gateway = lookAtGateway(path, source, policy);
  if (isNewer(source, policy, bucket === found.ABSENT || gateway === found.ABSENT))
    return compose('newer', bucket, gateway);
  const link =
    type === 'l' ? 'symlink' : type === 'f' && !isSingle(source) ? 'hard-link' : undefined;
  if (link === undefined && isFine(bucket) && isFine(gateway)) return found.SAME;
  return judgeFindings(link, bucket, gateway, policy);
}

/** With a frozen source what is missing stays missing: only a clock that is ahead could make it newer. */
const isNewer = (source: RowCursor, policy: Policy, absent: boolean): boolean =>
  policy.transferredAt !== undefined &&
  !(absent && policy.afterFreeze) &&
  isLater(source, CTIME, policy.transferredAt);

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
  if (verdict === extra && isPruned(path.row))
    return withDetail('pruned', symbolsOf(path, '?'), 'no manifest lists such a path');
  return { verdict, symbols, attributes: [], details: [] };
}

/** The symbols where the layers are not compared with the source: there, or not there. */
function symbolsOf(path: PathInLayers, source: LayerSymbol): string {
  const { looksAt, bucket, gateway } = path;
  const symbol = (looked: boolean, row: RowCursor | undefined): LayerSymbol =>
    !looked ? '.' : row === undefined ? '-' : '+';
  return source + symbol(looksAt.bucket, bucket) + symbol(looksAt.gateway, gateway);
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
