// S3: the bucket of the evidence, in which each object is written once and never changed.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CutoverError } from '../../core/errors.ts';
import { getObject, putOnce } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface EvidenceBucket {
  readonly name: string;
  /** Writes the object; `exists`: there is one already, which stays as it is. */
  put(key: string, text: string): Promise<'created' | 'exists'>;
  /** The object as UTF-8 text, or undefined where there is none. Throws `aws-unreadable` above `MOST_BYTES`. */
  read(key: string): Promise<string | undefined>;
}

/** An export of thousands of executions stays well below. */
const MOST_BYTES = 8 * 1024 ** 2;

/** The adapter for the evidence bucket, which must belong to `owner`. */
export function openEvidence(
  connection: Connection,
  bucket: string,
  owner: string,
): EvidenceBucket {
  const client = new S3Client(clientConfig(connection));
  const { signal } = connection;
  const at = { bucket, owner };
  const about = (key: string) => ({ resource: `s3://${bucket}/${key}`, signal });
  return {
    name: bucket,
    put: async (key, text) => {
      try {
        await ask(putOnce(at, key), about(key), (input, options) =>
          client.send(new PutObjectCommand({ ...input, Body: text }), options),
        );
        return 'created';
      } catch (thrown) {
        // A repeated request gets this answer too, for the object that the first one made.
        if (isPreconditionFailed(thrown)) return 'exists';
        throw thrown;
      }
    },
    read: async (key) => {
      try {
        return await ask(getObject(at, key), about(key), async (input, options) => {
          const { Body } = await client.send(new GetObjectCommand(input), options);
          return await textOf(Body as AsyncIterable<Uint8Array>, `s3://${bucket}/${key}`);
        });
      } catch (thrown) {
        if (thrown instanceof CutoverError && thrown.code === 'aws-not-found') return undefined;
        throw thrown;
      }
    },
  };
}

async function textOf(body: AsyncIterable<Uint8Array>, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw tooLarge(what);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

const tooLarge = (what: string): Error => new Error(`${what} has more than ${MOST_BYTES} bytes`);

const isPreconditionFailed = (thrown: unknown): boolean =>
  thrown instanceof CutoverError &&
  (thrown.cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)
    ?.$metadata?.httpStatusCode === 412;
