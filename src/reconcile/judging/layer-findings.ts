// One layer's row held against the source's. What is equal is found without making anything.
import { differingAttributes } from './compare-rule.ts';
import type { AttributeRule, CompareRule, ListedAttribute } from './compare-rule.ts';
import { fileAttributes } from './file-attributes.ts';
import type { FileAttributes } from './file-attributes.ts';
import type { PathInLayers } from './path-in-layers.ts';
import { ABSENT, ARCHIVED, DOUBTFUL, EQUAL, HIDDEN_FROM_USER, NOT_LOOKED_AT } from './judgement.ts';
import type { LayerFinding } from './judgement.ts';
import type { Policy } from './policy.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import * as fields from '../rows/row-fields.ts';

/** What the listing shows of a path. The ctime decides whether size is proof enough. */
export function lookAtBucket(path: PathInLayers, source: RowCursor, policy: Policy): LayerFinding {
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
export function lookAtGateway(path: PathInLayers, source: RowCursor, policy: Policy): LayerFinding {
  const { gateway } = path;
  if (!path.looksAt.gateway || !isShown(source, policy.shown)) return NOT_LOOKED_AT;
  if (path.unlisted.gateway) return HIDDEN_FROM_USER;
  if (gateway === undefined) return ABSENT;
  if (gateway.alike || isAlike(source, gateway)) return EQUAL;
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

/** Most rows are: all that any rule compares is written with the same bytes. */
const isAlike = (source: RowCursor, gateway: RowCursor): boolean =>
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
