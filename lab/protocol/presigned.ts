// Presigned URLs: valid for a time, and only for the request that was signed (Amazon S3 API Reference, "Authenticating
// Requests: Using Query Parameters").
import { createHash, createHmac } from 'node:crypto';
import type { Instant } from '../time/clock.ts';
import type { Request } from './http.ts';
import { header } from './http.ts';
import { ServiceError } from './service.ts';
import { LAB_SECRET } from './signature.ts';

const MOST_SECONDS = 604_800;
/** How far ahead the clock of whoever signs may be. */
const AHEAD_MS = 15 * 60 * 1000;

/** Whether the request carries its signature in the query. */
export const isPresigned = (request: Request): boolean => request.query.has('X-Amz-Signature');

/** Throws what S3 answers to a presigned request that has expired, or is not the one that was signed. */
export function checkPresigned(request: Request, now: Instant): void {
  const given = (name: string): string => request.query.get(`X-Amz-${name}`) ?? '';
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(given('Date')) ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  const valid = Number(given('Expires'));
  if (Number.isNaN(signed)) throw badQuery('X-Amz-Date must be in the ISO8601 Long Format');
  if (!/^\d+$/.test(given('Expires')) || valid < 1 || valid > MOST_SECONDS)
    throw badQuery(`X-Amz-Expires must be between 1 and ${MOST_SECONDS} seconds`);
  if (signed > now + AHEAD_MS) throw denied('Request is not yet valid', {});
  if (now > signed + valid * 1000)
    throw denied('Request has expired', {
      'X-Amz-Expires': valid,
      Expires: new Date(signed + valid * 1000).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  const names = given('SignedHeaders').split(';');
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !names.includes(name),
  );
  if (unsigned.length > 0)
    throw denied('There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
  if (signatureOf(request, names) !== given('Signature'))
    throw new ServiceError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
}

const badQuery = (why: string): ServiceError =>
  new ServiceError('AuthorizationQueryParametersError', why, 400);

const denied = (why: string, fields: Readonly<Record<string, unknown>>): ServiceError =>
  new ServiceError('AccessDenied', why, 403, fields);

function signatureOf(request: Request, names: readonly string[]): string {
  const { query } = request;
  const [, ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(query),
    ...names.map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    query.get('X-Amz-Date'),
    scope.join('/'),
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const key = scope.reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${LAB_SECRET}`),
  );
  return hmac(key, toSign).toString('hex');
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
