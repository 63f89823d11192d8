// Tags of the share.
import type { LabContext } from '../context.ts';
import type { Call, Operation } from '../protocol/service.ts';
import { invalidGatewayRequest, shareNotFound } from './errors.ts';
import { marked } from './share-reads.ts';
import { SHAPES } from './shapes.ts';
import { listTags } from './share.ts';
import type { Share } from './share.ts';

const MAX_TAGS = 50;

/** The operations on tags. */
export function tagOperations({ world }: LabContext, { tags }: Share): Record<string, Operation> {
  const check = (arn: unknown, { region }: Call): void => {
    if (arn !== world.names.gateway.share || region !== world.storageRegion) throw shareNotFound();
  };
  return {
    ListTagsForResource: {
      input: SHAPES.ListTagsForResource,
      run: (input, call) => {
        check(input.ResourceARN, call);
        const { items, next } = marked(listTags(tags), input);
        return {
          ResourceARN: input.ResourceARN,
          Tags: items,
          ...(next === undefined ? {} : { Marker: next }),
        };
      },
    },
    AddTagsToResource: {
      input: SHAPES.AddTagsToResource,
      run: (input, call) => {
        check(input.ResourceARN, call);
        const added = input.Tags as { readonly Key: string; readonly Value: string }[];
        if (new Set([...tags.keys(), ...added.map(({ Key }) => Key)]).size > MAX_TAGS)
          throw invalidGatewayRequest(
            `A resource has at most ${MAX_TAGS} tags.`,
            'InvalidParameters',
          );
        for (const { Key, Value } of added) tags.set(Key, Value);
        return { ResourceARN: input.ResourceARN };
      },
    },
    RemoveTagsFromResource: {
      input: SHAPES.RemoveTagsFromResource,
      run: (input, call) => {
        check(input.ResourceARN, call);
        for (const key of input.TagKeys as string[]) tags.delete(key);
        return { ResourceARN: input.ResourceARN };
      },
    },
  };
}
