// Tags of the lab's share, through the real SDK: what setup writes there, and what a scenario has in its place.
import {
  AddTagsToResourceCommand,
  DescribeNFSFileSharesCommand,
  InvalidGatewayRequestException,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-storage-gateway';
import { expect, test } from '@jest/globals';
import { GATEWAY, open, SHARE } from './gateway-lab.ts';
import type { TestLab } from './gateway-lab.ts';

const list = async ({ sgw }: TestLab, Limit?: number, Marker?: string) =>
  sgw.send(
    new ListTagsForResourceCommand({
      ResourceARN: SHARE,
      ...(Limit !== undefined && { Limit }),
      ...(Marker !== undefined && { Marker }),
    }),
  );
const JOURNAL = { Key: 'nfs-cutover:journal', Value: 'image-archive-evidence-111122223333' };
const NAME = { Key: 'Name', Value: 'image-archive' };

test('the share says where its journal is; tags come, change and go', async () => {
  await using lab = await open();
  expect((await list(lab)).Tags).toEqual([NAME, JOURNAL]);
  const Tags = [
    { Key: 'a', Value: '' },
    { ...JOURNAL, Value: 'other' },
  ];
  await lab.sgw.send(new AddTagsToResourceCommand({ ResourceARN: SHARE, Tags }));
  const first = await list(lab, 2);
  const second = await list(lab, 2, first.Marker);
  expect([first.Tags, second.Tags]).toEqual([[NAME, { Key: 'a', Value: '' }], [Tags[1]]]);
  const { NFSFileShareInfoList: shares = [] } = await lab.sgw.send(
    new DescribeNFSFileSharesCommand({ FileShareARNList: [SHARE] }),
  );
  expect(shares[0]?.Tags).toEqual([NAME, ...Tags]);
  const TagKeys = ['a', JOURNAL.Key, 'none'];
  await lab.sgw.send(new RemoveTagsFromResourceCommand({ ResourceARN: SHARE, TagKeys }));
  expect((await list(lab)).Tags).toEqual([NAME]);
});

test.each([
  ['none', [NAME]],
  ['another-bucket', [NAME, { ...JOURNAL, Value: 'another-bucket' }]],
])('a scenario has it otherwise: %s', async (journal, tags) => {
  await using lab = await open({ share: { journal } });
  expect((await list(lab)).Tags).toEqual(tags);
});

test('a resource that is none has no tags', async () => {
  await using lab = await open();
  await expect(
    lab.sgw.send(new ListTagsForResourceCommand({ ResourceARN: `${GATEWAY}0` })),
  ).rejects.toThrow(InvalidGatewayRequestException);
});
