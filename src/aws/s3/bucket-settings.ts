// S3: how a bucket is set up, as far as files in it depend on it.
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { IntelligentTieringConfiguration, LifecycleRule } from '@aws-sdk/client-s3';
import { CutoverError } from '../../core/errors.ts';
import * as request from '../../core/requests/s3.ts';
import { s3Arn } from '../../core/values/arn.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask, bucketRegion } from '../errors.ts';
import type { Asked, SendAsked } from '../errors.ts';

export interface Encryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  readonly key: string | undefined;
}

/** An enabled rule that moves or removes current objects. */
export interface Lifecycle {
  readonly id: string;
  /** '' for the whole bucket. What a rule asks for besides (tags, sizes) is left out: it only narrows. */
  readonly prefix: string;
  /** Storage classes that objects are moved to. */
  readonly moves: readonly string[];
  readonly removes: boolean;
}

/** An enabled archive of S3 Intelligent-Tiering. */
export interface Archive {
  readonly id: string;
  readonly prefix: string;
  /** `ARCHIVE_ACCESS`, `DEEP_ARCHIVE_ACCESS`. */
  readonly tiers: readonly string[];
}

export interface Retention {
  /** `GOVERNANCE` or `COMPLIANCE`. */
  readonly mode: string;
  /** A year of the setting counts as 365. */
  readonly days: number;
}

export interface BucketSettings {
  readonly name: string;
  region(): Promise<string>;
  /** `Enabled`, `Suspended`, or '' where it has never been on. */
  versioning(): Promise<string>;
  /** Of new objects; undefined when the bucket has none. */
  encryption(): Promise<Encryption | undefined>;
  /** `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`; '' where it was never set. */
  ownership(): Promise<string>;
  lifecycle(): Promise<readonly Lifecycle[]>;
  archives(): Promise<readonly Archive[]>;
  /** What Object Lock does with new objects; undefined where it does nothing by itself. */
  retention(): Promise<Retention | undefined>;
}

/** The adapter for one bucket of the expected owner. */
export function openBucketSettings(
  connection: Connection,
  bucket: string,
  owner: string,
): BucketSettings {
  return new SettingsAdapter(connection, bucket, owner);
}

class SettingsAdapter implements BucketSettings {
  readonly name: string;
  readonly #client: S3Client;
  readonly #signal: AbortSignal;
  readonly #region: string;
  readonly #of: request.OwnedBucket;

  constructor(connection: Connection, bucket: string, owner: string) {
    this.name = bucket;
    this.#client = new S3Client(clientConfig(connection));
    this.#signal = connection.signal;
    this.#region = connection.region;
    this.#of = { bucket, owner };
  }

  async region(): Promise<string> {
    try {
      const answer = await this.#ask(
        request.headBucket(this.#of),
        (input, options) => this.#client.send(new HeadBucketCommand(input), options),
        's3:ListBucket',
      );
      return answer.BucketRegion ?? '';
    } catch (thrown) {
      const elsewhere = bucketRegion(thrown);
      if (elsewhere === undefined) throw thrown;
      return elsewhere;
    }
  }

  async versioning(): Promise<string> {
    const answer = await this.#ask(
      request.getBucketSetting('Versioning', this.#of),
      (input, options) => this.#client.send(new GetBucketVersioningCommand(input), options),
    );
    return answer.Status ?? '';
  }

  async encryption(): Promise<Encryption | undefined> {
    const answer = await unless('ServerSideEncryptionConfigurationNotFoundError', () =>
      this.#ask(
        request.getBucketSetting('Encryption', this.#of),
        (input, options) => this.#client.send(new GetBucketEncryptionCommand(input), options),
        's3:GetEncryptionConfiguration',
      ),
    );
    const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
    const byDefault = rule?.ApplyServerSideEncryptionByDefault;
    return byDefault && { algorithm: byDefault.SSEAlgorithm ?? '', key: byDefault.KMSMasterKeyID };
  }

  async ownership(): Promise<string> {
    const answer = await unless('OwnershipControlsNotFoundError', () =>
      this.#ask(request.getBucketSetting('OwnershipControls', this.#of), (input, options) =>
        this.#client.send(new GetBucketOwnershipControlsCommand(input), options),
      ),
    );
    return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? '';
  }

  async lifecycle(): Promise<readonly Lifecycle[]> {
    const answer = await unless('NoSuchLifecycleConfiguration', () =>
      this.#ask(
        request.getBucketSetting('LifecycleConfiguration', this.#of),
        (input, options) =>
          this.#client.send(new GetBucketLifecycleConfigurationCommand(input), options),
        's3:GetLifecycleConfiguration',
      ),
    );
    return (answer?.Rules ?? []).filter(({ Status }) => Status === 'Enabled').map(toLifecycle);
  }

  async archives(): Promise<readonly Archive[]> {
    const found: Archive[] = [];
    let token: string | undefined;
    do {
      const page = await this.#ask(
        request.listArchives(this.#of, token),
        (input, options) =>
          this.#client.send(new ListBucketIntelligentTieringConfigurationsCommand(input), options),
        's3:GetIntelligentTieringConfiguration',
      );
      found.push(
        ...(page.IntelligentTieringConfigurationList ?? [])
          .filter(({ Status }) => Status === 'Enabled')
          .map(toArchive),
      );
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return found;
  }

  async retention(): Promise<Retention | undefined> {
    const answer = await unless('ObjectLockConfigurationNotFoundError', () =>
      this.#ask(
        request.getObjectLock(this.#of),
        (input, options) =>
          this.#client.send(new GetObjectLockConfigurationCommand(input), options),
        's3:GetBucketObjectLockConfiguration',
      ),
    );
    const {
      Mode,
      Days = 0,
      Years = 0,
    } = answer?.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    return Mode === undefined ? undefined : { mode: Mode, days: Days + 365 * Years };
  }

  /** `action` is the permission, where IAM has another name for it than that of the operation. */
  #ask<Input, T>(asked: Asked<Input>, send: SendAsked<Input, T>, action?: string): Promise<T> {
    const about = {
      resource: s3Arn(this.#region, this.name),
      signal: this.#signal,
      region: this.#region,
    };
    return ask(asked, { ...about, ...(action !== undefined && { action }) }, send);
  }
}

function toLifecycle(rule: LifecycleRule): Lifecycle {
  const { Expiration: expiration, Filter: filter, Transitions = [] } = rule;
  return {
    id: rule.ID ?? '',
    prefix: filter?.Prefix ?? filter?.And?.Prefix ?? prefixOfOldRule(rule) ?? '',
    moves: Transitions.map(({ StorageClass }) => StorageClass ?? 'unknown'),
    removes: expiration?.Days !== undefined || expiration?.Date !== undefined,
  };
}

/** Rules from before 2016 have no filter, but a prefix. */
const prefixOfOldRule = (rule: LifecycleRule): string | undefined =>
  (rule as { readonly Prefix?: string }).Prefix;

function toArchive({ Id, Filter, Tierings = [] }: IntelligentTieringConfiguration): Archive {
  return {
    id: Id ?? '',
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? '',
    tiers: Tierings.map(({ AccessTier }) => AccessTier ?? 'unknown'),
  };
}

/** Undefined for the error by which S3 says that there is no such setting; everything else is thrown on. */
async function unless<T>(code: string, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (thrown) {
    const cause = thrown instanceof CutoverError ? (thrown.cause as Error | undefined) : undefined;
    if (cause?.name === code) return undefined;
    throw thrown;
  }
}
