// The verifier as an auditor runs it: one file, another folder, and input of anybody.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildVerifier } from '../../../scripts/build/verifier.ts';
import { canonicalJson, digest } from '../../../src/core/canonical-json.ts';
import { evidenceText } from '../../../src/evidence/evidence.ts';
import { chained, CONFIRMED, evidence, forged } from './sample.ts';

const root = mkdtempSync(join(tmpdir(), 'verify-evidence-'));
const program = join(root, 'verify-evidence.mjs');
const WHOLE = evidence();

beforeAll(async () => {
  const { contents } = await buildVerifier(join(import.meta.dirname, '../../..'));
  writeFileSync(program, contents);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const put = (name: string, text: string | Buffer): string => {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const verify = (...args: readonly string[]) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};

test('the same sources give the same bytes, which import nothing but Node', async () => {
  const build = () => buildVerifier(join(import.meta.dirname, '../../..'));
  const [one, other] = await Promise.all([build(), build()]);
  expect(one.contents).toBe(other.contents);
  const imported = [...one.contents.matchAll(/^import .* from "([^"]*)";$/gm)].map(
    ([, name]) => name,
  );
  expect(new Set(imported)).toEqual(new Set(['node:crypto', 'node:fs', 'node:path', 'node:util']));
  expect(one.contents).not.toMatch(/\brequire\(|\bimport\(|[^\x00-\x7f]/);
});

test('whole evidence is consistent and not anchored; the digest from outside anchors it', () => {
  const file = put('whole/evidence.json', evidenceText(WHOLE));
  const alone = verify(file);
  expect(alone).toMatchObject({ status: 0, err: '' });
  expect(alone.out).toMatch(/^run 42, attempt 1: 7 records in 4 chains, digest [0-9a-f]{64}\n/);
  expect(alone.out).toMatch(/\nconsistent, not anchored\n$/);
  const anchored = verify('--digest', WHOLE.digest, file);
  expect([anchored.status, anchored.out]).toEqual([
    0,
    expect.stringMatching(/\nconsistent, anchored\n$/),
  ]);
  const other = verify('--digest', 'a'.repeat(64), file);
  expect(other.status).toBe(1);
  expect(other.out).toMatch(/FAILS {2}evidence\.json: expected the digest that was given, a+, got/);
});

test('what a runner has left that had lost is a side branch, and no fault', () => {
  put('side/evidence.json', evidenceText(WHOLE));
  const left = { format: 1, says: 'lost to run 43, attempt 1, job sync\u001b[2J', run: '42' };
  const place = { attempt: 1, job: 'cutover', step: 'switch', at: 'x', entry: null };
  put('side/gate/side/42.1.cutover.switch.json', canonicalJson({ ...left, ...place }));
  const { out, status } = verify(join(root, 'side'));
  expect(status).toBe(0);
  expect(out).toContain(
    'side branch: run 42, attempt 1, job cutover, step switch: lost to run 43, attempt 1, job sync\\u{1b}',
  );
});

test('a changed record is named, and the exit status is 1', () => {
  const { records } = WHOLE;
  const changed = records.with(3, { ...records[3], says: 'Nothing.' } as (typeof records)[number]);
  const { out, status } = verify(
    put('changed/evidence.json', evidenceText(forged(WHOLE, changed))),
  );
  expect(status).toBe(1);
  expect(out).toMatch(/^FAILS {2}record 1 of verify, attempt 1 \(tree\): was changed/m);
  expect(out).toMatch(/\nNOT CONSISTENT: 1 fault\n$/);
});

test('a folder: the records beside the evidence, and the journal that they name', () => {
  const { records } = WHOLE;
  put('folder/evidence/evidence.json', evidenceText(WHOLE));
  for (const record of records)
    put(`folder/records-${record.job}/${record.id}.json`, `${JSON.stringify(record, null, 2)}\n`);
  const folder = join(root, 'folder');
  expect(verify(folder)).toMatchObject({ status: 0 });
  const [report] = chained([{ job: 'report', id: 'report', at: 30 }]);
  put('folder/records-report/report.json', `${canonicalJson(report)}\n`);
  const later = verify(folder);
  expect([later.status, later.out]).toEqual([
    0,
    expect.stringContaining(
      'note   record 1 of report, attempt 1 (report): came behind the closing record',
    ),
  ]);
  const other = { ...records[1], says: 'Another.' };
  put('folder/records-sync/claim.json', `${canonicalJson(other)}\n`);
  expect(verify(folder).out).toContain(
    'FAILS  record 1 of sync, attempt 1 (claim): the file beside evidence.json is another than the record in it',
  );
});

test('entries of the journal that the records do not name are a contradiction', () => {
  put('journal/evidence.json', evidenceText(WHOLE));
  put('journal/journal/0000000001.json', '{"sequence":1}\n');
  const { out, status } = verify(join(root, 'journal'));
  expect(status).toBe(1);
  expect(out).toMatch(/names entry 1 of the journal; the journal has one with the digest/);
  expect(out).toContain('anchor journal: contradicts the records');
});

test('an entry of the journal with the digest that the records name', () => {
  const text = '{"sequence":7}\n';
  const named = {
    sequence: 7,
    digest: digest({ sequence: 7 }),
    migration: '0123456789ab',
    epoch: 1,
  };
  const parts = CONFIRMED.map((part) => ({ ...part, stand: { ...part.stand, entry: named } }));
  put('fits/evidence.json', evidenceText(evidence(parts)));
  put('fits/0000000007.json', text.trimEnd());
  const { out, status } = verify(join(root, 'fits'));
  expect([status, out]).toEqual([
    0,
    expect.stringContaining('journal: it has each entry that a record names'),
  ]);
});

test('records without evidence.json are not whole', () => {
  put('cut/claim.json', `${canonicalJson(WHOLE.records[1])}\n`);
  const { out, status } = verify(join(root, 'cut'));
  expect(status).toBe(1);
  expect(out).toMatch(/has no evidence\.json: without its closing record nobody knows/);
});

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}\n`;
const HOSTILE: readonly (readonly [name: string, text: string | Buffer, says: RegExp])[] = [
  ['nothing', '', /expected JSON/],
  ['no JSON', 'evidence\n', /expected JSON/],
  ['deep lists', deep, /expected at most 100 levels, got more/],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /expected UTF-8/],
  ['null', 'null\n', /it: expected an object, got null/],
  ['a list', '[]\n', /it: expected an object, got array/],
  ['a number for the records', canonicalJson({ ...WHOLE, records: 1 }), /another spelling/],
  [
    'wrong types',
    `${canonicalJson({ ...WHOLE, records: { length: 1e9 } })}\n`,
    /records: expected an array, got object/,
  ],
  [
    'an own __proto__',
    evidenceText(WHOLE).replace('"attempt":1', '"__proto__":{"a":1},"attempt":1'),
    /__proto__: expected only known members|another spelling/,
  ],
  [
    'a member twice',
    evidenceText(WHOLE).replace('{"approvals"', '{"approvals":[],"approvals"'),
    /another spelling/,
  ],
  [
    'control characters in a name',
    `${canonicalJson({ ...WHOLE, '\u001b]0;x\u0007\u202e::error::': 1 })}\n`,
    /\\u\{1b\}\]0;x\\u\{7\}\\u\{202e\}::error::: expected only known members/,
  ],
];

test.each(HOSTILE)('%s: one clear line', (name, text, expected) => {
  const { err, out, status } = verify(
    put(`hostile/${name.replaceAll(/\W/g, '-')}/evidence.json`, text),
  );
  expect([status, err]).toEqual([1, '']);
  expect(out).toMatch(expected);
  expect(out).toMatch(/^[\x20-\x7e\n]*$/);
  expect(out.split('\n').filter((line) => line.startsWith('FAILS'))).toHaveLength(1);
});

test('a name with control characters that fails in a well-formed record is shown as numbers', () => {
  const [first] = CONFIRMED;
  const given = evidence([
    { ...first, job: 'plan', id: 'plan', data: { jobs: [], digest: '\u001b[2J' } },
  ]);
  const { out, status } = verify(put('ansi/evidence.json', evidenceText(given)));
  expect([status, out]).toEqual([1, expect.stringContaining('names the plan \\u{1b}[2J')]);
});

test.each([
  [[], /^expected: node verify-evidence\.mjs .* got: nothing\n$/],
  [['--other', 'x'], /^expected: node verify-evidence\.mjs/],
  [['--digest', 'xyz', 'evidence.json'], /^expected: node verify-evidence\.mjs/],
  [[join(root, 'nowhere')], /nowhere: expected evidence\.json or a folder, got ENOENT/],
  [[join(root, 'empty')], /expected evidence\.json or records, got neither/],
  [[join(root, 'two')], /expected one, got 2; give the folder of one attempt/],
  [[join(root, 'large')], /expected at most 268435456 bytes, got 300000000/],
])('%j judges nothing, and the exit status is 2', (args, expected) => {
  mkdirSync(join(root, 'empty'), { recursive: true });
  for (const name of ['two/a', 'two/b']) put(`${name}/evidence.json`, evidenceText(WHOLE));
  truncateSync(put('large/evidence.json', ''), 300_000_000);
  const { err, out, status } = verify(...args);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(expected);
});
