// For tests of S3: the lab with a second bucket, a real SDK client, and what a call that fails was answered with.
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

export const Bucket = 'image-archive-111122223333';

export interface S3Lab extends AsyncDisposable {
  readonly lab: Lab;
  readonly s3: S3Client;
  readonly client: (region: string) => S3Client;
}

export async function openS3Lab(): Promise<S3Lab> {
  const lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  lab.store.createBucket('other', 'us-west-2');
  const opened: S3Client[] = [];
  const client = (region: string): S3Client => {
    const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
    const s3 = new S3Client({ endpoint: lab.url, region, credentials, forcePathStyle: true });
    opened.push(s3);
    return s3;
  };
  return {
    lab,
    client,
    s3: client('us-west-2'),
    [Symbol.asyncDispose]: async () => {
      for (const s3 of opened) s3.destroy();
      await lab.close();
    },
  };
}

export async function failure(call: Promise<unknown>): Promise<{ name: string; status: number }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof S3ServiceException)
      return { name: error.name, status: error.$metadata.httpStatusCode ?? 0 };
    throw error;
  }
  throw new Error('the call succeeded');
}
