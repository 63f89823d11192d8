// Values that are right one by one and wrong together.
import { describe, expect, test } from '@jest/globals';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { formatProblem } from '../../../src/runbook/problem.ts';
import { changed, firstMessage } from '../image-archive.ts';

describe('values that disagree', () => {
  test.each([
    [
      'share/share-0A1B2C3D',
      /us-west-2:111122223333:share/,
      'us-east-1:111122223333:share',
      "gateway.share: expected the task's Region us-west-2, got us-east-1",
    ],
    [
      'a Region of another partition in an ARN',
      /us-west-2/g,
      'cn-north-1',
      'gateway.arn: expected a Region of the partition aws, got cn-north-1',
    ],
    [
      'servers in another partition',
      'region: eu-central-1',
      'region: us-gov-west-1',
      `application.region: expected a Region of the task's partition aws, got "us-gov-west-1"`,
    ],
    [
      'a role of another partition',
      'timeout: 5h',
      'timeout: 5h\n  report: {role: "arn:aws-cn:iam::111122223333:role/r", level: all}',
      "datasync.report.role: expected the task's partition aws, got aws-cn",
    ],
    [
      'an account',
      /111122223333:gateway/,
      '999922223333:gateway',
      "gateway.arn: expected the runbook's account 111122223333, got 999922223333",
    ],
    [
      'mounts inside each other',
      '/mnt/fgw',
      '/mnt/data/fgw',
      'gateway.mount: expected a folder that is neither inside nor around source.mount',
    ],
    [
      'equal mounts',
      '/mnt/fgw',
      '/mnt/data',
      'gateway.mount: expected a folder that is neither inside nor around source.mount',
    ],
    [
      'equal exports',
      '10.0.1.20:/image-archive',
      'nfs-server.example.internal:/export/data',
      "gateway.export: expected the gateway's own export",
    ],
    [
      'equal test files',
      'new-image2.jpg',
      'new-image.jpg',
      'confirmation.to: expected another name than canary.to',
    ],
    [
      'a gate without reviewers',
      'cutover: cutover',
      'cutover: Prepare',
      'gates.cutover: expected another environment than prepare, back, rollback, got "Prepare"',
    ],
    [
      'the same gate twice',
      'cutover: cutover',
      'cutover: cutover\n  sign-off: [CutOver]',
      'gates.sign-off[0]: expected each gate once, got "CutOver" again',
    ],
    [
      'a quorum that its gates cannot yield',
      'cutover: cutover',
      'cutover: cutover\n  sign-off: [owner]\n  quorum: 3',
      'gates.quorum: expected at most 2, the number of gates: one environment yields one approval, got 3',
    ],
    [
      'a removal without a limit',
      'extras: fail',
      'extras: remove',
      'verify.remove-limit: expected how many objects a run may remove, got nothing',
    ],
    [
      'a limit of removals where nothing is removed',
      'extras: fail',
      'extras: fail\n  remove-limit: 10',
      'verify.remove-limit: expected no limit where nothing is removed, got the number 10',
    ],
    [
      'a server twice',
      /( {4}- i-.*\n)/,
      '    - i-0a1b2c3d4e5f60718\n    - i-0a1b2c3d4e5f60718\n',
      'application.servers[1]: expected each once',
    ],
    [
      'prefixes apart',
      'gateway:\n',
      'gateway:\n  prefix: other/\n',
      'gateway.prefix: expected bucket.prefix (""), so that every file keeps its path after the switch, got "other/"',
    ],
    [
      'times not kept',
      'timeout: 5h',
      'timeout: 5h\n  options: {Mtime: NONE}',
      'datasync.options.Mtime: expected PRESERVE',
    ],
  ])('%s', (_, from, to, message) => {
    expect(firstMessage(changed(from, to))).toContain(message);
  });
});

test.each([
  ['{PreserveDeletedFiles: PRESERVE, OverwriteMode: ALWAYS}', []],
  ['{PreserveDeletedFiles: REMOVE}', ['datasync.options.PreserveDeletedFiles: expected PRESERVE']],
  ['{OverwriteMode: NEVER}', ['datasync.options.OverwriteMode: expected ALWAYS']],
  [
    '{OverwriteMode: NEVER, PreserveDeletedFiles: REMOVE, TransferMode: ALL}',
    [
      'datasync.options.PreserveDeletedFiles: expected PRESERVE',
      'datasync.options.OverwriteMode: expected ALWAYS',
    ],
  ],
])('options that pass for one release more: %s', (options, expected) => {
  const text = changed('timeout: 5h', `timeout: 5h\n  options: ${options}`);
  const loaded = parseRunbook(text, 'runbooks/image-archive.yml');
  const warnings = loaded.ok ? loaded.warnings : [];
  const shown = warnings.map((warning) => formatProblem(warning, text));
  expect([loaded.ok, shown.length]).toEqual([true, expected.length]);
  for (const [i, words] of expected.entries()) {
    expect(shown[i]).toContain(words);
    expect(shown[i]).toMatch(/the next release refuses this value; .*"extras: remove" in verify/);
  }
});
