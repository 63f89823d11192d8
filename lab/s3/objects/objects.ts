// Reading one object: HeadObject, GetObject (whole or a range), GetObjectAttributes.
import type { Answer, Request } from '../../protocol/http.ts';
import { header } from '../../protocol/http.ts';
import { ServiceError } from '../../protocol/service.ts';
import { xmlDocument } from '../../protocol/xml.ts';
import { checksumOf } from './checksums.ts';
import { checkRead } from './conditions.ts';
import { invalidArgument } from '../errors.ts';
import { objectHeaders } from './metadata.ts';
import type { ObjectStore, StoredObject } from './store.ts';
import { pieces } from './store.ts';
import { headerName } from './upload.ts';

type Checksum = NonNullable<StoredObject['checksum']>;

/** An object, and where it is. */
export interface Found {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly object: StoredObject;
}

const computed = new WeakMap<StoredObject, Checksum>();

/** The checksum that S3 keeps for an object: the writer's, else CRC64NVME. */
export function checksum({ store, bucket, object }: Found): Checksum {
  if (object.checksum !== undefined) return object.checksum;
  const known = computed.get(object);
  if (known !== undefined) return known;
  const value = checksumOf('CRC64NVME', pieces(store.pathOf(bucket, object)));
  const fresh = { algorithm: 'CRC64NVME', value } as const;
  computed.set(object, fresh);
  return fresh;
}

/** HeadObject and GetObject: the same headers; the server leaves the body of a HEAD out. */
export function readObject(found: Found, request: Request): Answer {
  const { store, bucket, object } = found;
  checkRead(request, object);
  const range = readRange(header(request, 'range'), object.size);
  const whole = range === undefined;
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  return {
    status: whole ? 200 : 206,
    headers: {
      ...objectHeaders(object),
      ...lockHeaders(object, store.lockDays(bucket)),
      ...(whole ? {} : { 'content-range': `bytes ${start}-${end}/${object.size}` }),
      ...(whole && header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
        ? checksumHeaders(checksum(found))
        : {}),
    },
    body: { file: store.pathOf(bucket, object), start, end },
  };
}

const DAY = 86_400_000;

const lockHeaders = ({ lastModified }: StoredObject, days: number): Record<string, string> =>
  days === 0
    ? {}
    : {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': new Date(lastModified + days * DAY).toISOString(),
      };

export const checksumHeaders = ({ algorithm, value }: Checksum): Record<string, string> => ({
  [headerName(algorithm)]: value,
  'x-amz-checksum-type': 'FULL_OBJECT',
});

/** GetObjectAttributes. */
export function readAttributes(found: Found, request: Request): Answer {
  const names = (header(request, 'x-amz-object-attributes') ?? '')
    .split(',')
    .map((one) => one.trim());
  const known = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', unknown);
  const { object } = found;
  const { algorithm, value } = checksum(found);
  const asked = (name: string): boolean => names.includes(name);
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'last-modified': new Date(object.lastModified).toUTCString(),
    },
    body: xmlDocument('GetObjectAttributesResponse', {
      ETag: asked('ETag') ? object.etag : undefined,
      Checksum: asked('Checksum')
        ? { [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' }
        : undefined,
      StorageClass: asked('StorageClass') ? 'STANDARD' : undefined,
      ObjectSize: asked('ObjectSize') ? String(object.size) : undefined,
    }),
  };
}

/** The range that is asked for, cut to the object; undefined is the whole. Several ranges are the whole, too. */
function readRange(
  value: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(value ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || (from === '' && Number(to) === 0))
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: value,
      ActualObjectSize: size,
    });
  return { start, end };
}
