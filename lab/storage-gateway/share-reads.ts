// The operations that show file shares: the world's own, and the scenario's other one.
import type { LabContext } from '../context.ts';
import { page } from '../protocol/paging.ts';
import type { Page } from '../protocol/paging.ts';
import type { Call, Json, Operation } from '../protocol/service.ts';
import * as describe from './describe.ts';
import { invalidGatewayRequest, shareNotFound } from './errors.ts';
import { SHAPES } from './shapes.ts';
import type { Share } from './share.ts';

/** Describe and list. */
export function shareReads(context: LabContext, share: Share): Record<string, Operation> {
  const own = context.world.names.gateway.share;
  const isHere = ({ region }: Call): boolean => region === context.world.storageRegion;
  const isOtherShare = (type: 'NFS' | 'SMB', arn: string, call: Call): boolean =>
    isHere(call) &&
    context.faults.others?.share?.type === type &&
    arn === describe.otherShare(context);
  return {
    DescribeNFSFileShares: {
      input: SHAPES.DescribeNFSFileShares,
      run: (input, call) => {
        const list = (input.FileShareARNList as string[]).map((arn) => {
          if (isOtherShare('NFS', arn, call)) return describe.describeOtherShare(context);
          if (arn === own && isHere(call)) return describe.describeShare(context, share);
          throw shareNotFound();
        });
        return { NFSFileShareInfoList: list };
      },
    },
    DescribeSMBFileShares: {
      input: SHAPES.DescribeSMBFileShares,
      run: (input, call) => {
        const list = (input.FileShareARNList as string[]).map((arn) => {
          if (isOtherShare('SMB', arn, call)) return describe.describeOtherShare(context);
          throw shareNotFound();
        });
        return { SMBFileShareInfoList: list };
      },
    },
    ListFileShares: {
      input: SHAPES.ListFileShares,
      run: (input, call) => {
        const all = [describe.summariseShare(context), ...describe.summariseOtherShares(context)];
        const { GatewayARN: gateway } = input;
        const found = all.filter(
          ({ GatewayARN }) => isHere(call) && (gateway === undefined || gateway === GatewayARN),
        );
        const { items, next } = marked(found, input);
        return {
          FileShareInfoList: items,
          ...(typeof input.Marker === 'string' ? { Marker: input.Marker } : {}),
          ...(next === undefined ? {} : { NextMarker: next }),
        };
      },
    },
  };
}

/** One page of a list, by Marker and Limit. */
export function marked(items: readonly Json[], { Marker, Limit }: Json): Page<Json> {
  const one = page(items, typeof Marker === 'string' ? Marker : undefined, Number(Limit ?? 100));
  if (one === undefined) throw invalidGatewayRequest('Marker is invalid.', 'InvalidParameters');
  return one;
}
