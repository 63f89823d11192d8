// A value that is wrong is named with line, column, what was expected and what stands there.
import { describe, expect, test } from '@jest/globals';
import { formatProblem } from '../../src/runbook/problem.ts';
import { changed, file, firstMessage, problems } from './image-archive.ts';

describe('a value that is wrong is named with line and column', () => {
  const rows: [from: string | RegExp, to: string, message: string][] = [
    ['version: 1', 'version: 2', '3:10: version: expected the number 1, got the number 2'],
    [
      'name: image-archive',
      'name: Image Archive',
      '4:7: name: expected lower-case words joined by "-", got "Image Archive"',
    ],
    [
      "'111122223333'",
      '111122223333',
      '6:10: account: expected 12 digits in quotes, got the number 111122223333; put it in quotes',
    ],
    ["'111122223333'", "'1111'", '6:10: account: expected 12 digits in quotes, got "1111"'],
    [
      'region: eu-central-1',
      'region: Frankfurt',
      '10:11: application.region: expected a Region such as eu-central-1, got "Frankfurt"',
    ],
    [
      'i-0a1b2c3d4e5f60718',
      'web-1',
      '12:7: application.servers[0]: expected an instance id (i-… or mi-…), got "web-1"',
    ],
    [
      /servers:\n.*\n/,
      'servers: []\n',
      '11:3: application.servers: expected a list of 1 to 50 instance ids, got a list',
    ],
    [
      'user: www-data',
      'user: -rf',
      `13:9: application.user: expected the name or number of the application's own user or group, got "-rf"`,
    ],
    [
      'mount: /mnt/data',
      'mount: mnt/data',
      '21:10: source.mount: expected an absolute path without "..", "//" or "/" at its end, got "mnt/data"',
    ],
    [
      'mount: /mnt/data',
      'mount: /mnt/../etc',
      '21:10: source.mount: expected an absolute path without "..", "//" or "/" at its end, got "/mnt/../etc"',
    ],
    [
      'mount: /mnt/data',
      'mount: "/mnt/da\\nta"',
      '21:10: source.mount: expected an absolute path without "..", "//" or "/" at its end, got "/mnt/da\\nta"',
    ],
    [
      'mount: /mnt/data',
      'mount: /',
      '21:10: source.mount: expected an absolute path without "..", "//" or "/" at its end, got "/"',
    ],
    [
      'nfs-server.example.internal:/export/data',
      '/export/data',
      '22:11: source.export: expected an NFS export such as server:/export/data, got "/export/data"',
    ],
    [
      'rw,hard,vers=4.1',
      'rw, hard',
      '23:12: source.options: expected mount options such as rw,hard,vers=4.1, got "rw, hard"',
    ],
    [
      'gateway/sgw-0A1B2C3D',
      'share/share-0A1B2C3D',
      '27:8: gateway.arn: expected the ARN of a gateway (arn:aws:storagegateway:…:gateway/sgw-…), got "arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D"',
    ],
    [
      'timeout: 5h',
      'timeout: 6 hours',
      '36:12: datasync.timeout: expected a length of time such as 90s, 30m or 5h, at most 330m: GitHub ends a job after 6 h, got "6 hours"',
    ],
    [
      'timeout: 5h',
      'timeout: 6',
      '36:12: datasync.timeout: expected a length of time such as 90s, 30m or 5h, at most 330m: GitHub ends a job after 6 h, got the number 6; put it in quotes',
    ],
    [
      'name: image-archive-111122223333',
      'name: Images',
      `39:9: bucket.name: expected a bucket's name, got "Images"`,
    ],
    [
      ' /aws/events/nfs-cutover',
      '',
      '43:13: refresh.log-group: expected the name of a log group, got an empty value',
    ],
    [
      'copy: images/00001.jpg',
      'copy: ../secret',
      '61:9: canary.copy: expected a path below the mount, without "..", "//" or "/" at an end, got "../secret"',
    ],
    [
      '^CHG[0-9]{7}$',
      'CHG[0-9]{7}',
      '70:11: change.ticket: expected a regular expression with ^ at its start and $ at its end, such as ^CHG[0-9]{7}$, got "CHG[0-9]{7}"',
    ],
  ];
  test.each(rows)('%s → %s', (from, to, message) => {
    expect(firstMessage(changed(from, to))).toBe(`${file}:${message}`);
  });

  test('with the line of the file and a caret', () => {
    const text = changed('timeout: 30m', 'timeout: half an hour');
    const [problem] = problems(text);
    expect(problem && formatProblem(problem, text).split('\n').slice(1)).toEqual([
      '  44 |   timeout: half an hour',
      '     |            ^',
    ]);
  });

  test('and everything at once, in the order of the file', () => {
    const text = changed('timeout: 30m', 'timeout: soon')
      .replace('name: image-archive\n', '')
      .replace("'111122223333'", "'444455556666'")
      .replace('  user: www-data', '  usr: www-data');
    expect(problems(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '3 name',
      '12 application.usr',
      '26 gateway.arn',
      '27 gateway.share',
      '34 datasync.task',
      '43 refresh.timeout',
    ]);
  });
});

describe('keys', () => {
  test('that are missing are asked for at their section', () => {
    expect(firstMessage(changed('  user: www-data\n', ''))).toBe(
      `${file}:9:1: application.user: expected the name or number of the application's own user or group, got nothing; add "user:" here`,
    );
  });

  test.each([
    ['timeout: 30m', 'timout: 30m', 'refresh.timout: expected the key "timeout"'],
    ['log-group:', 'logGroup:', 'refresh.logGroup: expected the key "log-group"'],
    [
      'cutover: cutover',
      'cutover: cutover\n  signoff: [x]',
      'gates.signoff: expected the key "sign-off"',
    ],
    [
      'timeout: 30m',
      'timeout: 30m\n  force: true',
      'refresh.force: expected only the keys log-group, timeout, folders',
    ],
    ['version: 1', 'version: 1\n__proto__: {a: 1}', '__proto__: expected only the keys version'],
    [
      'timeout: 5h',
      'timeout: 5h\n  options: {Verify: NONE}',
      'datasync.options.Verify: expected a section of DataSync options',
    ],
  ])('%s → %s', (from, to, message) => {
    const shown = problems(changed(from, to)).map((p) => formatProblem(p, ''));
    expect(shown.join('\n')).toContain(message);
  });
});
