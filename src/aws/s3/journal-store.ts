// S3: the bucket of the journal, in which each object is created once, by requests that nobody repeats.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { putOnce } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask, statusOf } from '../errors.ts';
import { openEvidence } from './evidence-bucket.ts';

export interface JournalStore {
  readonly name: string;
  /**
   * Creates the object with one request. The SDK repeats nothing: after a lost answer it would meet its own object, and
   * its 412 would say that another writer was first. `exists`: S3 refused with 412.
   */
  create(key: string, text: string): Promise<'created' | 'exists'>;
  /** The object as UTF-8 text, or undefined where there is none. */
  read(key: string): Promise<string | undefined>;
  /** What stands behind `prefix` in the keys below it, in the order of their bytes, all pages. */
  names(prefix: string): Promise<readonly string[]>;
}

/** The adapter for the journal in a bucket, which must belong to `owner`. */
export function openJournalStore(
  connection: Connection,
  bucket: string,
  owner: string,
): JournalStore {
  const once = new S3Client(clientConfig(connection, 1));
  const { signal, region } = connection;
  const at = { bucket, owner };
  const evidence = openEvidence(connection, bucket, owner);
  return {
    name: bucket,
    read: (key) => evidence.read(key),
    create: async (key, text) => {
      const about = { resource: `s3://${bucket}/${key}`, signal, region };
      try {
        await ask(putOnce(at, key), about, (input, options) =>
          once.send(new PutObjectCommand({ ...input, Body: text }), options),
        );
        return 'created';
      } catch (thrown) {
        if (statusOf(thrown) === 412) return 'exists';
        throw thrown;
      }
    },
    names: (prefix) => evidence.names(prefix),
  };
}
