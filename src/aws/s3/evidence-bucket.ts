// S3: the bucket of the evidence, in which each object is written once and never changed.
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CutoverError } from '../../core/errors.ts';
import { getObject, headObject, putOnce } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask, onCondition } from '../errors.ts';

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
  const { signal, region } = connection;
  const at = { bucket, owner };
  const about = (key: string) => ({ resource: `s3://${bucket}/${key}`, signal, region });
  const isThere = async (key: string): Promise<boolean> => {
    try {
      const seen = { ...about(key), action: 's3:GetObject' };
      await ask(headObject(at, key), seen, (input, options) =>
        client.send(new HeadObjectCommand(input), options),
      );
      return true;
    } catch (thrown) {
      if (isNotFound(thrown)) return false;
      throw thrown;
    }
  };
  return {
    name: bucket,
    put: (key, text) =>
      onCondition<'created' | 'exists'>(connection, {
        send: async () => {
          await ask(putOnce(at, key), about(key), (input, options) =>
            client.send(new PutObjectCommand({ ...input, Body: text }), options),
          );
          return 'created';
        },
        look: async (status) => {
          // 412 says it itself; a repeated request gets it too, for the object that the first one made.
          if (status === 412) return 'exists';
          return (await isThere(key)) ? 'exists' : undefined;
        },
      }),
    read: async (key) => {
      try {
        return await ask(getObject(at, key), about(key), async (input, options) => {
          const { Body } = await client.send(new GetObjectCommand(input), options);
          return await textOf(Body as AsyncIterable<Uint8Array>, `s3://${bucket}/${key}`);
        });
      } catch (thrown) {
        if (isNotFound(thrown)) return undefined;
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

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof CutoverError && thrown.code === 'aws-not-found';
