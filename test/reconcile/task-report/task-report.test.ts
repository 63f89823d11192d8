// DataSync's task report: read in any pieces, sorted, and added to what the other layers show.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { readReport } from '../../../src/reconcile/task-report/report-reader.ts';
import type { ReportEntry } from '../../../src/reconcile/task-report/report-entry.ts';
import { ReportRows } from '../../../src/reconcile/task-report/report-rows.ts';
import { readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';
import { keeping, objectRow, pieces, sourceRow, stream } from '../rows/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-report-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ID = 'exec-0a1b2c3d4e5f60718';
const about = { name: 'part 1', execution: ID };
type Item = Readonly<Record<string, unknown>>;
const report = (list: string, items: readonly Item[], more: Item = {}): string =>
  JSON.stringify({ TaskExecutionId: ID, ...more, [list]: items });

async function entriesOf(text: string | Buffer, chunk = 7): Promise<ReportEntry[]> {
  const found: ReportEntry[] = [];
  for await (const some of readReport(pieces(Buffer.from(text as string), chunk), about))
    found.push(...some);
  return found;
}
const lines = (entries: readonly ReportEntry[]): string[] =>
  entries.map(({ path, bits, code }) => `${bits} ${code} ${path.toString()}`.trim());

const done = (path: string, more: Item = {}): Item => ({
  RelativePath: path,
  TransferStatus: 'SUCCESS',
  ...more,
});

describe('one file', () => {
  test.each<[string, string, readonly string[]]>([
    ['a file', report('Transferred', [done('/a/b.jpg')]), ['1  a/b.jpg']],
    ['none', report('Verified', []), []],
    [
      'folders of either mode',
      report('Transferred', [
        done('/a', { SrcMetadata: { Type: 'Directory' } }),
        done('/b/', { SourceMetadata: { Type: 'Directory' } }),
        done('/', { DstMetadata: { Type: 'Directory' } }),
      ]),
      ['1  a/', '1  b/', '1'],
    ],
    [
      'failures in both spellings, and without a code',
      report('Verified', [
        { RelativePath: '/a', VerifyStatus: 'FAILED', ErrorCode: 'Mismatch' },
        { RelativePath: '/b', VerifyStatus: 'FAILED', FailureCode: 'Gone' },
        { RelativePath: '/c', VerifyStatus: 'SOMETHING_NEW' },
      ]),
      ['64 Mismatch a', '64 Gone b', '64 SOMETHING_NEW c'],
    ],
    [
      'a number and its words (Basic), a word and a sentence (Enhanced), each once, and cut',
      report('Transferred', [
        { RelativePath: '/a', TransferStatus: 'FAILED', FailureCode: 13, FailureReason: 'Denied' },
        { RelativePath: '/b', TransferStatus: 'FAILED', ErrorCode: 'No', ErrorDetail: 'No way' },
        { RelativePath: '/c', TransferStatus: 'FAILED', ErrorCode: 'No', ErrorDetail: 'No' },
        { RelativePath: '/d', TransferStatus: 'FAILED', FailureCode: 0, FailureReason: '' },
        { RelativePath: '/e', TransferStatus: 'FAILED', FailureReason: 'x'.repeat(500) },
        { RelativePath: '/f', TransferStatus: 'FAILED', FailureCode: { odd: 1 } },
      ]),
      [
        '16 13: Denied a',
        '16 No: No way b',
        '16 No c',
        '16 0 d',
        `16 ${'x'.repeat(399)}… e`,
        '16 FAILED f',
      ],
    ],
    [
      'what looks like the end of things inside of a name',
      report('Skipped', [{ RelativePath: '/x]}","\\{"\n😀', SkipStatus: 'SUCCESS' }], {
        Note: '"Transferred":[',
      }),
      ['2  x]}","\\{"\n😀'],
    ],
    [
      'members behind the list, and white space',
      ` {\n "Deleted" : [ {"RelativePath":"/a","DeleteStatus":"SUCCESS"} ] , "TaskExecutionId" : "arn:x/execution/${ID}" } \n`,
      ['8  a'],
    ],
  ])('%s', async (_what, text, expected) => {
    for (const chunk of [1, 2, 5, 64, 1 << 20])
      expect(lines(await entriesOf(text, chunk))).toEqual(expected);
  });

  const whole = report('Transferred', [done('/a'), done('/b')]);
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['something after its end', `${whole}x`],
    ['an unknown list', report('Moved', [done('/a')])],
    ['no list', JSON.stringify({ TaskExecutionId: ID })],
    ['a list alone', JSON.stringify([done('/a')])],
    ['no execution', JSON.stringify({ Transferred: [] })],
    ['another execution', whole.replace(ID, 'exec-0000000000000000')],
    ['no status', report('Transferred', [{ RelativePath: '/a' }])],
    ['the status of another list', report('Verified', [done('/a')])],
    ['no path', report('Transferred', [{ TransferStatus: 'SUCCESS' }])],
    ['a NUL in a path', report('Transferred', [done('/a\0b')])],
    ['a path that is none', report('Transferred', [done(`/${'x'.repeat(9000)}`)])],
    ['an item that is no object', `{"TaskExecutionId":"${ID}","Transferred":[1]}`],
    ['two commas', whole.replace('},{', '},,{')],
    ['no comma', whole.replace('},{', '}{')],
    ['a comma before the end', whole.replace(']', ',]')],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from(whole.slice(0, -30)),
        Buffer.from([0xff]),
        Buffer.from(whole.slice(-30)),
      ]),
    ],
  ])('is refused with %s', async (_what, text) => {
    await expect(entriesOf(text)).rejects.toMatchObject({ code: 'unproven' });
  });

  test('is refused wherever it breaks off', async () => {
    for (let length = 0; length < whole.length; length += 1)
      await expect(entriesOf(whole.slice(0, length))).rejects.toMatchObject({ code: 'unproven' });
    expect(await entriesOf(whole)).toHaveLength(2);
  });
});

async function judgeWithReport(
  rows: readonly [bits: number, path: string, code?: string][],
  all: boolean,
): Promise<{ verdict: string; lines: string[] }> {
  const source = ['a', 'b', 'c', 'd'].map((path) => sourceRow({ path }));
  // c and d are missing.
  const bucket = ['a', 'b', 'extra'].map((path) => objectRow({ path }));
  const file = join(folder, 'report-rows.gz');
  const last = new ReportRows(file);
  await last.add(rows.map(([bits, path, code = '']) => ({ path: Buffer.from(path), bits, code })));
  await last.end();
  const sink = keeping();
  const { verdict } = await reconcile(
    {
      source: { rows: stream(source) },
      bucket: { rows: stream(bucket) },
      report: { rows: readRowsFile(file), all },
    },
    { policy: policyOf({}), differences: sink, report: true },
  );
  return { verdict, lines: sink.bytes().toString().trimEnd().split('\n') };
}

const MISSING = ['c', 'd'].map((path) => `=-.. missing\t${path}\tlost by the transfer`);

describe('the fourth layer', () => {
  test.each<[string, Parameters<typeof judgeWithReport>[0], boolean, readonly string[]]>([
    ['errors only, and none', [], false, [...MISSING, '-+.. extra\textra']],
    [
      'what looks the same and failed is unproven',
      [
        [64, 'a', 'Mismatch\n|x'],
        [17, 'b', 'Denied'],
      ],
      false,
      [
        '==.! unproven\ta\ttask report: VERIFY failed, Mismatch\\n|x',
        '==.! unproven\tb\ttask report: TRANSFER failed, Denied',
        ...MISSING,
        '-+.. extra\textra',
      ],
    ],
    [
      'what is missing names where it was lost',
      [
        [16, 'c', 'Denied'],
        [5, 'd'],
      ],
      true,
      [
        '=-.! missing\tc\ttask report: TRANSFER failed, Denied; lost by the transfer',
        '=-.= missing\td\ttask report: transferred, but it is not in the bucket; lost by the bucket',
        '-+.- extra\textra',
      ],
    ],
    [
      'skipped, and not listed',
      [[2, 'c']],
      true,
      [
        '=-.! missing\tc\ttask report: skipped; lost by the transfer',
        '=-.- missing\td\ttask report: not listed by DataSync; lost by the transfer',
        '-+.- extra\textra',
      ],
    ],
    [
      'a failure of a path that nothing else has, and of the root',
      [
        [1, 'ok elsewhere'],
        [16, 'gone', 'NoSuchFile'],
        [16, '', 'Denied'],
      ],
      false,
      [
        '...! unproven\t\ttask report: TRANSFER failed, Denied; no layer of this comparison has the path',
        ...MISSING,
        '-+.. extra\textra',
        '...! unproven\tgone\ttask report: TRANSFER failed, NoSuchFile; no layer of this comparison has the path',
      ],
    ],
  ])('%s', async (_what, rows, all, expected) => {
    const { verdict, lines: got } = await judgeWithReport(rows, all);
    expect(verdict).toBe('fail');
    expect(got.join('\n')).toBe(expected.join('\n'));
  });

  test('a failure alone keeps a comparison from passing', async () => {
    const file = join(folder, 'alone.gz');
    const rows = new ReportRows(file);
    await rows.add([{ path: Buffer.from('a'), bits: 16, code: 'Denied' }]);
    await rows.end();
    const compared = await reconcile(
      {
        source: { rows: stream([sourceRow({ path: 'a' })]) },
        bucket: { rows: stream([objectRow({ path: 'a' })]) },
        report: { rows: readRowsFile(file), all: false },
      },
      { policy: policyOf({}), report: true },
    );
    expect([compared.verdict, compared.tally.paths.same]).toEqual(['unproven', 0]);
  });
});
