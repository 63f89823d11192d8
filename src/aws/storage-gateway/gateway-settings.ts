// Storage Gateway: how the gateway and its share are set up.
import {
  DescribeGatewayInformationCommand,
  DescribeMaintenanceStartTimeCommand,
  DescribeNFSFileSharesCommand,
  ListTagsForResourceCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import type { ListTagsForResourceOutput, NFSFileShareInfo } from '@aws-sdk/client-storage-gateway';
import { CutoverError } from '../../core/errors.ts';
import * as request from '../../core/requests/storage-gateway.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';
import type { Asked, SendAsked } from '../errors.ts';

export interface Share {
  readonly status: string;
  readonly readOnly: boolean;
  /** `/name`, as it is mounted. */
  readonly path: string;
  /** ARN of a bucket or an access point, with `/prefix/` behind it where the share has one. */
  readonly location: string;
  readonly gateway: string;
  /** Addresses and networks that may mount it. */
  readonly clients: readonly string[];
  /** `RootSquash`, `NoSquash` or `AllSquash`. */
  readonly squash: string;
  /** The canned ACL that the gateway puts on objects. */
  readonly objectAcl: string;
  /** `SseS3`, `SseKms` or `DsseKms`: how the gateway encrypts what it uploads. */
  readonly encryption: string;
  readonly kmsKey: string | undefined;
  readonly storageClass: string;
}

export interface GatewayInformation {
  readonly name: string;
  readonly state: string;
  readonly type: string;
  readonly addresses: readonly string[];
}

/** The weekly or monthly hour of updates, in the gateway's own time zone (`GMT-4:00`). */
export interface MaintenanceStart {
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  /** 0 is Sunday. */
  readonly dayOfWeek: number | undefined;
  readonly dayOfMonth: number | undefined;
  readonly zone: string;
}

export interface GatewaySettings {
  /** The share, or undefined when the service lists none of this ARN. */
  share(): Promise<Share | undefined>;
  /** The value of one tag of the share, or undefined where it has none of that key. */
  shareTag(key: string): Promise<string | undefined>;
  /** Undefined while AWS cannot reach the gateway. */
  information(): Promise<GatewayInformation | undefined>;
  maintenance(): Promise<MaintenanceStart>;
}

/** The adapter for one share of one gateway. */
export function openGatewaySettings(
  connection: Connection,
  gatewayArn: string,
  shareArn: string,
): GatewaySettings {
  return new SettingsAdapter(connection, gatewayArn, shareArn);
}

class SettingsAdapter implements GatewaySettings {
  readonly #client: StorageGatewayClient;
  readonly #signal: AbortSignal;
  readonly #gateway: string;
  readonly #share: string;

  constructor(connection: Connection, gatewayArn: string, shareArn: string) {
    this.#client = new StorageGatewayClient(clientConfig(connection));
    this.#signal = connection.signal;
    this.#gateway = gatewayArn;
    this.#share = shareArn;
  }

  async share(): Promise<Share | undefined> {
    const { NFSFileShareInfoList = [] } = await this.#ask(
      request.describeFileShares('NFS', [this.#share]),
      this.#share,
      (input, options) => this.#client.send(new DescribeNFSFileSharesCommand(input), options),
    );
    const found = NFSFileShareInfoList.find((one) => one.FileShareARN === this.#share);
    return found && toShare(found);
  }

  async shareTag(key: string): Promise<string | undefined> {
    let marker: string | undefined;
    do {
      const { Tags = [], Marker }: ListTagsForResourceOutput = await this.#ask(
        request.listTags(this.#share, marker),
        this.#share,
        (input, options) => this.#client.send(new ListTagsForResourceCommand(input), options),
      );
      const found = Tags.find(({ Key }) => Key === key);
      if (found !== undefined) return found.Value;
      marker = Marker;
    } while (marker !== undefined && marker !== '');
    return undefined;
  }

  async information(): Promise<GatewayInformation | undefined> {
    const answer = await connected(() =>
      this.#ask(request.describeGateway(this.#gateway), this.#gateway, (input, options) =>
        this.#client.send(new DescribeGatewayInformationCommand(input), options),
      ),
    );
    return (
      answer && {
        name: answer.GatewayName ?? '',
        state: answer.GatewayState ?? 'unknown',
        type: answer.GatewayType ?? 'unknown',
        addresses: (answer.GatewayNetworkInterfaces ?? []).flatMap(({ Ipv4Address, Ipv6Address }) =>
          [Ipv4Address, Ipv6Address].filter((one) => one !== undefined),
        ),
      }
    );
  }

  async maintenance(): Promise<MaintenanceStart> {
    const answer = await this.#ask(
      request.describeMaintenance(this.#gateway),
      this.#gateway,
      (input, options) =>
        this.#client.send(new DescribeMaintenanceStartTimeCommand(input), options),
    );
    return {
      hour: answer.HourOfDay,
      minute: answer.MinuteOfHour,
      dayOfWeek: answer.DayOfWeek,
      dayOfMonth: answer.DayOfMonth,
      zone: answer.Timezone ?? '',
    };
  }

  #ask<Input, T>(asked: Asked<Input>, resource: string, send: SendAsked<Input, T>): Promise<T> {
    return ask(asked, { resource, signal: this.#signal }, send);
  }
}

function toShare(info: NFSFileShareInfo): Share {
  return {
    status: info.FileShareStatus ?? 'unknown',
    // Absent is not "may be written to".
    readOnly: info.ReadOnly ?? true,
    path: info.Path ?? '',
    location: info.LocationARN ?? '',
    gateway: info.GatewayARN ?? '',
    clients: info.ClientList ?? [],
    squash: info.Squash ?? 'unknown',
    objectAcl: info.ObjectACL ?? 'unknown',
    encryption: info.EncryptionType ?? 'unknown',
    kmsKey: info.KMSKey,
    storageClass: info.DefaultStorageClass ?? 'unknown',
  };
}

/** Undefined for the one answer that says that the gateway cannot be reached; everything else is thrown on. */
async function connected<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (thrown) {
    const cause = thrown instanceof CutoverError ? thrown.cause : undefined;
    const { error } = (cause ?? {}) as { readonly error?: { readonly errorCode?: string } };
    if (error?.errorCode === 'GatewayNotConnected') return undefined;
    throw thrown;
  }
}
