// Tags of the task, its locations, its agent and its executions.
import type { Call, Operation } from '../../protocol/service.ts';
import { invalidRequest } from '../errors.ts';
import type { Tags } from '../model.ts';
import { FENCED } from '../model.ts';
import { SHAPES } from '../shapes.ts';
import type { DataSyncState } from '../state.ts';
import { pageOf } from '../state.ts';

export type TagList = readonly { readonly Key: string; readonly Value?: string }[];

const MAX_TAGS = 50;

/** A list of tags by key; a key that comes twice is refused. */
export function tagMap(tags: TagList): Tags {
  const map = new Map(tags.map(({ Key, Value = '' }) => [Key, Value]));
  if (map.size !== tags.length) throw invalidRequest('Tags: a key is given more than once.');
  return map;
}

/** The operations on tags. */
export function tagOperations(state: DataSyncState): Record<string, Operation> {
  const find = (arn: unknown, call: Call): Tags => {
    const tags = state.task.tags.get(String(arn));
    if (tags === undefined || !state.isHere(call))
      throw invalidRequest(`Resource ${String(arn)} is not found.`, 'NotFound');
    return tags;
  };
  return {
    ListTagsForResource: {
      input: SHAPES.ListTagsForResource,
      run: (input, call) => {
        const items = [...find(input.ResourceArn, call)].map(([Key, Value]) => ({ Key, Value }));
        return pageOf('Tags', items, input);
      },
    },
    TagResource: {
      input: SHAPES.TagResource,
      run: (input, call) => {
        const tags = find(input.ResourceArn, call);
        const added = tagMap(input.Tags as TagList);
        if (new Set([...tags.keys(), ...added.keys()]).size > MAX_TAGS)
          throw invalidRequest(`A resource has at most ${MAX_TAGS} tags.`, 'LimitExceeded');
        for (const [key, value] of added) tags.set(key, value);
        noteFence(state, input.ResourceArn);
        return {};
      },
    },
    UntagResource: {
      input: SHAPES.UntagResource,
      run: (input, call) => {
        const tags = find(input.ResourceArn, call);
        for (const key of input.Keys as string[]) tags.delete(key);
        noteFence(state, input.ResourceArn);
        return {};
      },
    },
  };
}

function noteFence({ task, clock }: DataSyncState, arn: unknown): void {
  const is = task.tags.get(task.arn)?.has(FENCED) ?? false;
  if (arn !== task.arn || is === (task.fences.at(-1)?.is ?? false)) return;
  task.fences.push({ at: clock.now(), is });
}
