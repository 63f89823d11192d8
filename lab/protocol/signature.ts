// Who signed a request, and for which Region and service: the scope of its AWS Signature Version 4.

export interface Scope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

export type Signature =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'signed'; readonly scope: Scope };

/** The one secret key that the lab gives out. It opens nothing. */
export const LAB_SECRET = 'fake-secret-of-the-lab';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CREDENTIAL = /^([A-Za-z0-9_]{16,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/;

/** Reads the signature from the `Authorization` header, or from the query of a presigned URL. */
export function readSignature(header: string | undefined, query: URLSearchParams): Signature {
  if (header !== undefined) return fromHeader(header);
  if (!query.has('X-Amz-Algorithm') && !query.has('X-Amz-Signature')) return { kind: 'none' };
  return check({
    algorithm: query.get('X-Amz-Algorithm') ?? '',
    credential: query.get('X-Amz-Credential') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
  });
}

function fromHeader(header: string): Signature {
  const [algorithm = '', ...rest] = header.split(' ');
  const parts = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), part.slice(at + 1)] as const;
      }),
  );
  return check({
    algorithm,
    credential: parts.get('Credential') ?? '',
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
  });
}

function check(parts: {
  readonly algorithm: string;
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
}): Signature {
  if (parts.algorithm !== ALGORITHM)
    return { kind: 'malformed', why: `the algorithm must be ${ALGORITHM}` };
  const credential = CREDENTIAL.exec(parts.credential);
  if (credential === null)
    return {
      kind: 'malformed',
      why: 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"',
    };
  if (!parts.signedHeaders.split(';').includes('host'))
    return { kind: 'malformed', why: "'Host' must be a signed header" };
  if (!/^[0-9a-f]{64}$/.test(parts.signature))
    return { kind: 'malformed', why: 'the Signature must be 64 lower-case hexadecimal digits' };
  const [, accessKey = '', , region = '', service = ''] = credential;
  return { kind: 'signed', scope: { accessKey, region, service } };
}
