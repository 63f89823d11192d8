// The body of a PutObject: to a file as it comes, checked against every length and checksum that the writer gave.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Request } from '../../protocol/http.ts';
import { header } from '../../protocol/http.ts';
import { ServiceError } from '../../protocol/service.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { CHECKSUM_ALGORITHMS, startChecksum } from './checksums.ts';
import { invalidRequest } from '../errors.ts';
import type { StoredObject } from './store.ts';

const STREAMING = /^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/;
const MAX_PUT_BYTES = 5 * 1024 ** 3;

const CHECKSUM_BYTES = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 } as const;

type Given = NonNullable<StoredObject['checksum']>;

/** Receives the body into `file`; returns the checksum that the writer chose, if any. */
export async function receive(request: Request, file: string): Promise<Given | undefined> {
  const payload = header(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const streaming = STREAMING.test(payload);
  const length = expectedLength(request, streaming);
  const promised = promisedChecksum(request);
  const trailers = new Map<string, string>();
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const running = promised === undefined ? undefined : startChecksum(promised.algorithm);
  let size = 0;
  await using target = await open(file, 'w');
  for await (const piece of streaming ? decodeAwsChunked(request.body, trailers) : request.body) {
    size += piece.length;
    md5.update(piece);
    sha256.update(piece);
    running?.update(piece);
    await target.writeFile(piece);
  }
  if (size !== length)
    throw new ServiceError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
      400,
    );
  if (/^[0-9a-f]{64}$/.test(payload) && payload !== sha256.digest('hex'))
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
    );
  checkMd5(header(request, 'content-md5'), md5.digest('base64'));
  if (promised === undefined || running === undefined) return undefined;
  const value = promised.value ?? trailers.get(headerName(promised.algorithm));
  if (value === undefined)
    throw invalidRequest('The trailing checksum that was promised did not come.');
  checkForm(promised.algorithm, value);
  if (value !== running.digest())
    throw new ServiceError(
      'BadDigest',
      `The ${promised.algorithm} you specified did not match the calculated checksum.`,
      400,
    );
  return { algorithm: promised.algorithm, value };
}

function expectedLength(request: Request, streaming: boolean): number {
  const name = streaming ? 'x-amz-decoded-content-length' : 'content-length';
  const value = header(request, name);
  if (value === undefined || !/^\d+$/.test(value))
    throw new ServiceError(
      'MissingContentLength',
      `You must provide the ${name} HTTP header.`,
      411,
    );
  if (Number(value) > MAX_PUT_BYTES)
    throw new ServiceError(
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size',
      400,
      { ProposedSize: value, MaxSizeAllowed: MAX_PUT_BYTES },
    );
  return Number(value);
}

/** The checksum in the headers, or the one that a trailer will bring (without a value). */
function promisedChecksum(
  request: Request,
): { algorithm: Given['algorithm']; value?: string } | undefined {
  const trailer = header(request, 'x-amz-trailer')?.toLowerCase();
  const given = CHECKSUM_ALGORITHMS.filter(
    (one) => header(request, headerName(one)) !== undefined || trailer === headerName(one),
  );
  const [algorithm] = given;
  if (trailer !== undefined && algorithm === undefined)
    throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
  const named = header(request, 'x-amz-sdk-checksum-algorithm')?.toUpperCase();
  if (named !== undefined && named !== algorithm)
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  if (algorithm === undefined) return undefined;
  if (given.length > 1) throw invalidRequest('Expecting a single x-amz-checksum- header');
  const value = header(request, headerName(algorithm));
  if (value !== undefined) checkForm(algorithm, value);
  return { algorithm, ...(value === undefined ? {} : { value }) };
}

/** Only what is base64, of as many bytes as the algorithm has, can be a wrong checksum; other text is a bad request. */
function checkForm(algorithm: Given['algorithm'], value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value || bytes.length !== CHECKSUM_BYTES[algorithm])
    throw invalidRequest(`Value for ${headerName(algorithm)} header is invalid.`);
}

export const headerName = (algorithm: Given['algorithm']): string =>
  `x-amz-checksum-${algorithm.toLowerCase()}`;

function checkMd5(given: string | undefined, computed: string): void {
  if (given === undefined || given === computed) return;
  if (Buffer.from(given, 'base64').length !== 16)
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400);
  throw new ServiceError(
    'BadDigest',
    'The Content-MD5 you specified did not match what we received.',
    400,
  );
}
