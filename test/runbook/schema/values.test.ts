// The forms of single values, by table.
import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../../src/runbook/checks/misspelt.ts';
import { testFileName } from '../../../src/runbook/test-file-name.ts';
import { anchoredPattern } from '../../../src/runbook/patterns/ticket-pattern.ts';
import * as values from '../../../src/runbook/schema/values.ts';

describe.each<[string, (text: string) => unknown, [text: string, value: unknown][]]>([
  [
    'absolutePath',
    values.absolutePath,
    [
      ['/mnt/data', '/mnt/data'],
      ['/mnt/with space', '/mnt/with space'],
      ['/mnt/..data', '/mnt/..data'],
      ['/', undefined],
      ['mnt', undefined],
      ['/mnt/', undefined],
      ['/mnt//data', undefined],
      ['/mnt/./data', undefined],
      ['/mnt/../etc', undefined],
      ['/mnt/\0', undefined],
      ['/mnt/\ud800', undefined],
      [`/${'x'.repeat(256)}`, undefined],
    ],
  ],
  [
    'relativePath',
    values.relativePath,
    [
      ['a', 'a'],
      ['a/b c/d.jpg', 'a/b c/d.jpg'],
      ['', undefined],
      ['/a', undefined],
      ['a/', undefined],
      ['..', undefined],
      ['a/../b', undefined],
      ['a\nb', undefined],
      [`${'é'.repeat(100)}/`.repeat(6) + 'x', undefined],
    ],
  ],
  [
    'folder',
    values.folder,
    [
      ['/', '/'],
      ['images', 'images'],
      ['/images', undefined],
    ],
  ],
  [
    'nfsExport',
    values.nfsExport,
    [
      ['server:/export', 'server:/export'],
      ['10.0.1.20:/share', '10.0.1.20:/share'],
      ['[fd00::1]:/share', '[fd00::1]:/share'],
      ['server:/', 'server:/'],
      ['nas_01.corp:/export/my data', 'nas_01.corp:/export/my data'],
      ['[fe80::215:c5ff:fb3e:e2b1%eth0]:/export', '[fe80::215:c5ff:fb3e:e2b1%eth0]:/export'],
      ['server:/a:/b', 'server:/a:/b'],
      ['[fe80::1%]:/x', undefined],
      ['[fe80::1%eth0;id]:/x', undefined],
      ['_x:/y', undefined],
      ['$(id):/x', undefined],
      ['server:export', undefined],
      ['-o:/x', undefined],
      ['a b:/x', undefined],
      ['server:/a/../b', undefined],
      ['server:/a\n/b', undefined],
    ],
  ],
  [
    'accountName',
    values.accountName,
    [
      ['www-data', 'www-data'],
      ['1001', '1001'],
      ['pc$', 'pc$'],
      ['CORP\\svc-files', 'CORP\\svc-files'],
      ['CORP+svc', 'CORP+svc'],
      ['domain users', 'domain users'],
      ['domänen-benutzer@corp.example', 'domänen-benutzer@corp.example'],
      ['', undefined],
      ['-u', undefined],
      [' users', undefined],
      ['users ', undefined],
      ['$(id)', undefined],
      ['a$b', undefined],
      ['a;id', undefined],
      ['a:b', undefined],
      ['a/b', undefined],
      ["a'b", undefined],
      ['a"b', undefined],
      ['a`b', undefined],
      ['a\nb', undefined],
      ['a\tb', undefined],
      ['a\u202eb', undefined],
      ['x'.repeat(101), undefined],
    ],
  ],
  [
    'mountOptions',
    values.mountOptions,
    [
      ['rw,hard,vers=4.1', 'rw,hard,vers=4.1'],
      ['rw,context=system_u:object_r:nfs_t:s0', 'rw,context=system_u:object_r:nfs_t:s0'],
      ['rw,context="system_u:object_r:nfs_t:s0"', 'rw,context="system_u:object_r:nfs_t:s0"'],
      ['context="u:r:t:s0:c1,c2-s0:c0.c1023",rw', 'context="u:r:t:s0:c1,c2-s0:c0.c1023",rw'],
      ['fscontext="u:r:t"', 'fscontext="u:r:t"'],
      ['context="u:r:t:s0:c1,ro"', undefined],
      ['context="u:r:t,nolock,x"', undefined],
      ['context="u:r:t', undefined],
      ['sec="krb5"', undefined],
      ['rw hard', undefined],
      ['rw,,hard', undefined],
      ['rw,x=$(id)', undefined],
      ['rw\n', undefined],
    ],
  ],
  [
    'exportParts',
    (text) => Object.values(values.exportParts(text)).join(' '),
    [
      ['nas_01:/export/my data', 'nas_01 /export/my data'],
      ['[fe80::1%eth0]:/a', 'fe80::1 /a'],
      ['[fd00::1]:/a:/b', 'fd00::1 /a:/b'],
      ['nothing', ' '],
    ],
  ],
  [
    'keyPrefix',
    values.keyPrefix,
    [
      ['', ''],
      ['/', ''],
      ['a', 'a/'],
      ['/a/b/', 'a/b/'],
      ['a//b', undefined],
      ['//', undefined],
      ['../a', undefined],
    ],
  ],
  [
    'bucketName',
    values.bucketName,
    [
      ['my-bucket.1', 'my-bucket.1'],
      ['ab', undefined],
      ['192.168.0.1', undefined],
      ['a..b', undefined],
      ['-ab', undefined],
    ],
  ],
  [
    'wait',
    values.wait,
    [
      ['90s', 90_000],
      ['5h', 18_000_000],
      ['330m', 19_800_000],
      ['331m', undefined],
      ['6h', undefined],
      ['30d', undefined],
      ['0s', undefined],
      ['1e3s', undefined],
      ['-1h', undefined],
    ],
  ],
  [
    'anchoredPattern',
    anchoredPattern,
    [
      ['^CHG[0-9]{7}$', '^CHG[0-9]{7}$'],
      ['^(CHG|INC)\\d+$', '^(CHG|INC)\\d+$'],
      ['^[|)]+$', '^[|)]+$'],
      ['CHG', undefined],
      ['^a\\$', undefined],
      ['^a|b$', undefined],
      ['^(AB[0-9]{4})+$', '^(AB[0-9]{4})+$'],
      ['^(a{2,})+$', undefined],
      ['^(a$', undefined],
      ['^(a+)+$', undefined],
      ['^((a+)b)*$', '^((a+)b)*$'],
      ['^(CHG|CTASK|INC)-?[0-9]{7,10}$', '^(CHG|CTASK|INC)-?[0-9]{7,10}$'],
      ['^[A-Z][A-Z0-9]{1,9}-[1-9][0-9]*$', '^[A-Z][A-Z0-9]{1,9}-[1-9][0-9]*$'],
      ['^.+$', '^.+$'],
      ['^(a|a)*$', undefined],
      ['^(a|aa)+$', undefined],
      ['^(a*)*$', undefined],
      ['^(a?){40}$', undefined],
      ['^(a{1,30}){1,30}$', undefined],
      ['^a?a?a?aaa$', undefined],
      ['^[a-z]*[a-z0-9]*$', undefined],
      ['^(.|é)*$', undefined],
      ['^(?=a+)a$', undefined],
      ['^(a)\\1$', undefined],
      ['^\\bCHG$', undefined],
      ['^((a))|(b)$', undefined],
      ['^a{0,999}$', undefined],
      [`^${'a'.repeat(300)}$`, undefined],
    ],
  ],
])('%s', (_, parse, rows) => {
  test.each(rows)('%j → %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });
});

test.each([
  ['new-image.jpg', 'new-image-42.jpg'],
  ['images/new-image.jpg', 'images/new-image-42.jpg'],
  ['archive.tar.gz', 'archive.tar-42.gz'],
  ['README', 'README-42'],
  ['v1.2/README', 'v1.2/README-42'],
  ['.hidden', '.hidden-42'],
  ['a/.hidden', 'a/.hidden-42'],
])('the test file %s of run 42 is %s', (to, name) => {
  expect(testFileName(to, '42')).toBe(name);
});

test.each([
  ['timout', 'timeout'],
  ['logGroup', 'log-group'],
  ['LOG_GROUP', 'log-group'],
  ['x', undefined],
  ['force', undefined],
])('the name nearest to %s is %s', (word, name) => {
  expect(nearest(word, ['timeout', 'log-group', 'folders'])).toBe(name);
});

test.each([
  ['4KiB', 4096],
  ['1MiB', 1024 ** 2],
  ['16MiB', 16 * 1024 ** 2],
  ['2KiB', undefined],
  ['5KiB', undefined],
  ['4096B', undefined],
  ['17MiB', undefined],
  ['1GiB', undefined],
  ['1.5MiB', undefined],
  ['', undefined],
])('a size that is measured: %j', (text, size) => {
  expect(values.fileSize(text)).toBe(size);
});
