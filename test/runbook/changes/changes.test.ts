// What changes between two runbooks, in words, and what a reviewer is shown first.
import { describe, expect, test } from '@jest/globals';
import { runbookChanges } from '../../../src/runbook/changes/changes.ts';
import { base, said } from './changed-runbook.ts';
import { changed, load, sound } from '../image-archive.ts';

describe('each change has its words and its mark', () => {
  test.each<[from: string, to: string, ...says: string[]]>([
    [
      'depth: content',
      'depth: size',
      'verify.depth: [weaker proof] verification depth falls from content to size',
    ],
    [
      'sample: 300',
      'sample: 30',
      'verify.sample: [weaker proof] the number of files that are read falls from 300 to 30',
    ],
    [
      'newer-limit: 100',
      'newer-limit: 5000',
      'verify.newer-limit: [weaker proof] the limit of newer paths rises from 100 to 5000',
    ],
    [
      '["*.bak"]',
      '["*.tmp"]',
      'verify.tolerate: [weaker proof] extras that match "*.tmp" are tolerated',
      'verify.tolerate: extras that match "*.bak" are failures again',
    ],
    ['[symlink]', '[symlink, fifo]', 'verify.not-portable: [weaker proof] a fifo may stay behind'],
    [
      'extras: fail',
      'extras: accept-list\n  accept-list: runbooks/image-archive.accepted.txt',
      'verify.extras: [weaker proof] extras that a list names are accepted',
      'verify.accept-list: [weaker proof] the list of accepted extras changes from none to "runbooks/image-archive.accepted.txt"',
    ],
    [
      'timeout: 5h',
      'timeout: 330m',
      'datasync.timeout: [longer wait] the time for one execution grows from 5 h to 5 h 30 min',
    ],
    [
      'VerifyMode: POINT_IN_TIME_CONSISTENT',
      'VerifyMode: NONE',
      "datasync.options.VerifyMode: [weaker proof] DataSync's own verification falls from POINT_IN_TIME_CONSISTENT to NONE",
    ],
    [
      '{VerifyMode: POINT_IN_TIME_CONSISTENT}',
      '{}',
      "datasync.options.VerifyMode: [weaker proof] DataSync's own verification falls from POINT_IN_TIME_CONSISTENT to the task's own",
    ],
    [
      '{VerifyMode',
      '{PreserveDeletedFiles: REMOVE, VerifyMode',
      'datasync.options.PreserveDeletedFiles: REMOVE has no effect: every start says PRESERVE',
    ],
    [
      '{VerifyMode',
      '{BytesPerSecond: 50MiB, VerifyMode',
      "datasync.options.BytesPerSecond: the limit of the transfer changes from the task's own to 50.0 MiB a second",
    ],
    [
      '{VerifyMode',
      '{ObjectTags: NONE, VerifyMode',
      'datasync.options.ObjectTags: datasync.options.ObjectTags changes from none to "NONE"',
    ],
    [
      '[images/2024]',
      '[images]',
      'refresh.folders: [wider folder] "images" and all below is refreshed, too',
    ],
    [
      '[images/2024]',
      '[images/2024/june]',
      'refresh.folders: [weaker proof] "images/2024" is no longer refreshed',
    ],
    ['  folders: [images/2024]\n', '', 'refresh.folders: the whole share is refreshed'],
    [
      'prefix: archive/2024',
      'prefix: archive',
      'bucket.prefix: [wider folder] the prefix of the files widens from "archive/2024/" to "archive/"',
    ],
    [
      'prefix: archive/2024',
      'prefix: other',
      'bucket.prefix: [other bucket] the prefix of the files changes from "archive/2024/" to "other/"',
    ],
    [
      '[owner, business]',
      '[owner]',
      'gates.sign-off: [weaker gate] the reviewers of "business" are no longer asked',
    ],
    [
      '[owner, business]',
      '[owner, business, legal]',
      'gates.sign-off: the reviewers of "legal" must approve, too',
    ],
    [
      '[owner, business]',
      '[business, owner]',
      'gates.sign-off: the sign-offs are asked for in another order',
    ],
    [
      'cutover: cutover',
      'cutover: night',
      'gates.cutover: [weaker gate] the gate of the cutover changes from "cutover" to "night"',
    ],
    [
      '^CHG[0-9]{7}$',
      '^.+$',
      'change.ticket: [weaker gate] what a ticket looks like changes from "^CHG[0-9]{7}$" to "^.+$"',
    ],
    [
      '    - i-0a1b2c3d4e5f60718',
      '    - i-0a1b2c3d4e5f60718\n    - i-1a1b2c3d4e5f60718',
      'application.servers: [new server] server i-1a1b2c3d4e5f60718 is switched, too',
    ],
    [
      'rw,hard,vers=4.1',
      'rw,soft,vers=4.1',
      "source.options: [weaker mount] the source's mount options change: +soft -hard",
    ],
    [
      'rw,hard,vers=4.1',
      'hard,rw,vers=4.1',
      "source.options: the source's mount options stand in another order",
    ],
    [
      'evidence-111122223333',
      'evidence-2',
      'evidence.bucket: [other bucket] the bucket of the evidence changes from "image-archive-evidence-111122223333" to "image-archive-evidence-2"',
    ],
  ])('%s → %s', (from, to, ...says) => {
    const after = base.replace(from, () => to);
    expect(said(base, after)).toEqual(says);
  });

  test('narrower folders at the cutover are a weaker proof', () => {
    expect(said(sound, changed('timeout: 30m', 'timeout: 30m\n  folders: [images]'))).toEqual([
      'refresh.folders: [weaker proof] these folders alone are refreshed, no longer the whole share',
      'refresh.folders: [wider folder] "images" and all below is refreshed, too',
    ]);
  });

  test('everything moves to another Region: the derived Region is shown once, by its ARNs', () => {
    const paths = runbookChanges(load(sound), load(sound.replaceAll('us-west-2', 'us-east-1')));
    expect(paths.map(({ path }) => path)).toEqual([
      'gateway.arn',
      'gateway.share',
      'datasync.task',
    ]);
  });
});
