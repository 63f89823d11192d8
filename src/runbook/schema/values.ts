// The forms that single values of a runbook may have. Each function gives the value, or undefined where it is refused.

import { MOST_SPEED_BYTES } from '../../core/document-limits.ts';
import { type Arn, parseArn, partitionOf } from '../../core/values/arn.ts';
import { isEssential } from '../../core/essential-units.ts';
import { parseBytes } from '../../core/values/bytes.ts';
import { parseDuration } from '../../core/values/duration.ts';

const encoder = new TextEncoder();
const bytes = (text: string): number => encoder.encode(text).length;

/** Text without control characters and without halves of surrogate pairs, which no file system could carry. */
export const isClean = (text: string): boolean => !/\p{Cc}/u.test(text) && text.isWellFormed();

/** A unit of an application that can be stopped and started: no template, and nothing that carries the server. */
export const unitName = (text: string): string | undefined =>
  /^(?=.{1,200}$)(?!.*@\.)[A-Za-z0-9:_][A-Za-z0-9:_.@-]*\.(service|socket|timer|path)$/.test(
    text,
  ) && !isEssential(text)
    ? text
    : undefined;

/** A URL of the server itself: with another host a runbook could make a server ask whatever it reaches. */
export function localUrl(text: string): string | undefined {
  const port = LOCAL_URL.exec(text)?.[1];
  if (!LOCAL_URL.test(text) || text.length > 500) return undefined;
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535) ? text : undefined;
}

export const LOCAL_URL =
  /^https?:\/\/(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::([0-9]{1,5}))?(?:\/[!-~]*)?$/;

/** One line of words. */
export function line(text: string): string | undefined {
  return text.trim() === text && text !== '' && text.length <= 200 && isClean(text)
    ? text
    : undefined;
}

/** An absolute path in its shortest spelling; `/` alone is none. */
export function absolutePath(text: string): string | undefined {
  return text.startsWith('/') && bytes(text) <= 4095 && areSegments(text.slice(1).split('/'))
    ? text
    : undefined;
}

/** A path below a mount, in its shortest spelling. S3 keys and the gateway's paths end at 1024 bytes. */
export function relativePath(text: string): string | undefined {
  return bytes(text) <= 1024 && areSegments(text.split('/')) ? text : undefined;
}

/** A folder of the share: a relative path, or `/` for the whole share. */
export function folder(text: string): string | undefined {
  return text === '/' ? text : relativePath(text);
}

/** A host of an export: a name (the internal DNS of many has `_`), or an IPv6 address with or without its zone. */
export const EXPORT_HOST = String.raw`(?:[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]{1,15})?\])`;

const exported = new RegExp(`^(${EXPORT_HOST}):(/.*)$`, 's');

/** `host:/path`, as an NFS mount names its source; the root of a server is `host:/`. */
export function nfsExport(text: string): string | undefined {
  const { path } = exportParts(text);
  if (path === '') return undefined;
  return path === '/' || absolutePath(path) !== undefined ? text : undefined;
}

/** The two parts of an export, `''` each where it is none: the host as other services write it, and the path. */
export function exportParts(text: string): { readonly host: string; readonly path: string } {
  const [, host = '', path = ''] = exported.exec(text) ?? [];
  return { host: bareHost(host), path };
}

/** An IPv6 address without the brackets and the zone, which only this machine's mounts know. */
export const bareHost = (host: string): string => host.replace(/^\[([^%\]]*)(?:%.*)?\]$/, '$1');

/**
 * The name or number of a user or group as id(1) takes it, with those of a directory: `CORP\\svc`, `domain users`,
 * `svc@corp.example`. None begins with a hyphen, and none has a character that a shell, passwd or fstab gives a meaning.
 */
export const accountName = (text: string): string | undefined =>
  /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.@+\\ -]{0,98}[\p{L}\p{M}\p{N}_.@+$-])?$/u.test(text)
    ? text
    : undefined;

// What SELinux writes: user, role, type, and a range of levels with categories, which alone may have commas.
const level = 's[0-9]{1,2}(?::c[0-9]{1,4}(?:[.,]c[0-9]{1,4})*)?';
const context = `(?:fs|def|root)?context="[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+(?::${level}(?:-${level})?)?"`;
const option = `(?:[A-Za-z0-9_.=:/@+-]+|${context})`;

const options = new RegExp(`^${option}(?:,${option})*$`);

/** Options of mount(8), joined by commas. Quotes are for the context of SELinux alone: no comma hides in another. */
export const mountOptions = (text: string): string | undefined =>
  text.length <= 512 && options.test(text) ? text : undefined;

/** A prefix of keys: '' or with one slash at its end and none at its start. */
export function keyPrefix(text: string): string | undefined {
  if (text === '' || text === '/') return '';
  const trimmed = text.replace(/^\/|\/$/g, '');
  return relativePath(trimmed) === undefined ? undefined : `${trimmed}/`;
}

/** A bucket's name, by S3's rules. */
export function bucketName(text: string): string | undefined {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
  const refused = text.includes('..') || /^[\d.]+$/.test(text) || text.startsWith('xn--');
  return wellFormed && !refused ? text : undefined;
}

const DAY_MS = 86_400_000;

/** GitHub ends a job after 6 hours, and half an hour of them is for what a job does besides its wait. */
export const MOST_WAIT_MINUTES = 330;

/** The length of a wait in a job, from a second on, in milliseconds. */
export const wait = (text: string): number | undefined => atMost(text, MOST_WAIT_MINUTES * 60_000);

/** A length of time from a second to ten minutes, in milliseconds. */
export const healthWait = (text: string): number | undefined => atMost(text, 10 * 60_000);

/** Whole days, at most a hundred years. */
export function retention(text: string): number | undefined {
  const days = /^[1-9]\d{0,4}d$/.test(text) ? Number.parseInt(text, 10) : Infinity;
  return days <= 36_500 ? days : undefined;
}

/** A length of time between a second and 365 days, in milliseconds. */
export const hold = (text: string): number | undefined => atMost(text, 365 * DAY_MS);

function atMost(text: string, most: number): number | undefined {
  const milliseconds = parseDuration(text);
  return milliseconds !== undefined && milliseconds <= most ? milliseconds : undefined;
}

/** A Region of some partition. */
export const region = (text: string): string | undefined =>
  partitionOf(text) === undefined ? undefined : text;

/** A parser of ARNs of one service whose resource matches the pattern. */
export const arnOf =
  (service: string, resource: RegExp): ((text: string) => string | undefined) =>
  (text) => {
    const arn: Arn | undefined = parseArn(text);
    const right = arn?.service === service && resource.test(arn.resource);
    return right && arn.region !== '' && arn.account !== '' ? text : undefined;
  };

function areSegments(segments: readonly string[]): boolean {
  return segments.every(
    (segment) =>
      segment !== '' &&
      segment !== '.' &&
      segment !== '..' &&
      bytes(segment) <= 255 &&
      isClean(segment),
  );
}

/** Bytes of a file that is measured: whole KiB that one read can hold, as reading past the cache asks for. */
export function fileSize(text: string): number | undefined {
  const size = parseBytes(text);
  if (size === undefined || !/(KiB|MiB)$/.test(text)) return undefined;
  return size >= 4096 && size % 4096 === 0 && size <= MOST_SPEED_BYTES ? size : undefined;
}
