// The same file under its three names: below the mount, as an object's key, below the share. Paths are bytes.
import { isUtf8 } from 'node:buffer';
import { CutoverError } from '../core/errors.ts';
import { visiblePath } from './visible-path.ts';

/** The longest key of S3, and the longest path of a File Gateway. */
export const LONGEST_KEY = 1024;

/** Each is '' or ends with a slash. */
export interface PathBases {
  /** The folder of the DataSync location below the source's mount. */
  readonly location: string;
  /** What DataSync puts in front of a path in the bucket. */
  readonly destination: string;
  /** The part of the bucket that the share shows. */
  readonly share: string;
}

/** The key of a path below the source's mount, or undefined where the task does not see it. */
export function keyOfPath(bases: PathBases, path: Uint8Array): Buffer | undefined {
  return rebase(path, bases.location, bases.destination);
}

/** The path below the source's mount that a key stands for, or undefined for a key of something else. */
export function pathOfKey(bases: PathBases, key: Uint8Array): Buffer | undefined {
  return rebase(key, bases.destination, bases.location);
}

/** The path below the gateway's mount at which a key shows, or undefined where the share does not show it. */
export function gatewayPathOfKey(bases: PathBases, key: Uint8Array): Buffer | undefined {
  return rebase(key, bases.share, '');
}

/** Why no object can have this key, or undefined where one can. */
export function whyNoKey(key: Uint8Array): string | undefined {
  if (key.length > LONGEST_KEY) return tooLong(key.length);
  return isUtf8(key) ? undefined : NOT_UTF8;
}

export const NOT_UTF8 = 'its name is not UTF-8';
export const tooLong = (bytes: number): string =>
  `its key has ${bytes} bytes, more than ${LONGEST_KEY}`;

/** A key as the text that S3's interface takes. */
export function keyText(key: Uint8Array): string {
  if (isUtf8(key)) return Buffer.from(key).toString('utf8');
  throw new CutoverError('unproven', {
    what: `the path ${visiblePath(key)}`,
    expected: 'a name that S3 can hold',
    got: NOT_UTF8,
    cure: 'rename it at the source',
  });
}

/** How each layer's paths become paths below the DataSync location, by which all layers are compared. */
export interface LayerBases {
  /** Left out of the source's paths; others lie outside of the task. */
  readonly source: { readonly leaveOut: Buffer };
  readonly bucket: { readonly leaveOut: Buffer };
  readonly gateway: { readonly leaveOut: Buffer; readonly putInFront: Buffer };
  /** Only what is below it can show on the gateway. */
  readonly shown: Buffer;
}

/** The bases of a comparison. Refuses a share that shows nothing of what the task writes. */
export function layerBases(bases: PathBases): LayerBases {
  const { location, destination, share } = bases;
  for (const [name, base] of Object.entries(bases) as [string, string][])
    if (base !== '' && !base.endsWith('/')) throw noSlash(name, base);
  const inside = destination.startsWith(share);
  if (!inside && !share.startsWith(destination)) throw apart(bases);
  const shown = Buffer.from(inside ? '' : share.slice(destination.length));
  return {
    source: { leaveOut: Buffer.from(location) },
    bucket: { leaveOut: Buffer.from(destination) },
    gateway: {
      leaveOut: Buffer.from(inside ? destination.slice(share.length) : ''),
      putInFront: shown,
    },
    shown,
  };
}

function rebase(path: Uint8Array, from: string, to: string): Buffer | undefined {
  const bytes = Buffer.from(path);
  const base = Buffer.from(from);
  if (!bytes.subarray(0, base.length).equals(base)) return undefined;
  return Buffer.concat([Buffer.from(to), bytes.subarray(base.length)]);
}

const noSlash = (name: string, got: string): CutoverError =>
  new CutoverError('bad-input', {
    what: `the ${name}'s base`,
    expected: "'' or a path with a slash at its end",
    got: `'${got}'`,
    cure: 'add the slash',
  });

const apart = ({ destination, share }: PathBases): CutoverError =>
  new CutoverError('bad-input', {
    what: `the share's prefix '${share}'`,
    expected: `one that contains the destination '${destination}' of the task, or lies below it`,
    got: 'another part of the bucket',
    cure: 'name the share that shows what the task writes',
  });
