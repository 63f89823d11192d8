// Names that are no text, and files that decide what a reviewer sees: nothing of a pull request is left out.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changesBesideRunbooks } from '../../../src/steps/review-runbook/changes-beside-runbooks.ts';
import { changedFiles } from '../../../src/steps/review-runbook/changed-files.ts';

let root: string;
let base: string;
let head: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strange-names-'));
  [base, head] = [join(root, 'base'), join(root, 'head')];
  for (const checkout of [base, head])
    mkdirSync(join(checkout, '.github/workflows'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const raw = (checkout: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${checkout}/`), Buffer.from(name, 'latin1')]);
const workflow =
  'on: pull_request_target\njobs: {x: {permissions: write-all, environment: cutover}}';

test('a workflow whose name is no UTF-8 is reviewed like any other', () => {
  writeFileSync(raw(head, '.github/workflows/\xff.yml'), workflow);
  const files = changedFiles(base, head);
  expect(files.map(({ path, before }) => [path, before])).toEqual([
    [String.raw`.github/workflows/\xff.yml`, undefined],
  ]);
  const { marks, workflows } = changesBesideRunbooks(files, []);
  expect(workflows).toEqual([String.raw`.github/workflows/\xff.yml`]);
  expect(marks.map(({ name }) => name)).toEqual([
    'other workflow',
    'other trigger',
    'more rights',
    'more rights',
  ]);
});

test('it is compared byte by byte with the one before, and two such names are two files', () => {
  writeFileSync(raw(base, '.github/workflows/\xff.yml'), workflow);
  writeFileSync(raw(head, '.github/workflows/\xff.yml'), workflow);
  expect(changedFiles(base, head)).toEqual([]);
  writeFileSync(raw(head, '.github/workflows/\xff.yml'), `${workflow}\n`);
  writeFileSync(raw(head, '.github/workflows/\xfe.yml'), workflow);
  expect(changedFiles(base, head).map(({ path }) => path)).toEqual([
    String.raw`.github/workflows/\xfe.yml`,
    String.raw`.github/workflows/\xff.yml`,
  ]);
});

test('a folder, a link and what it holds', () => {
  mkdirSync(raw(head, 'infra\xc3'));
  writeFileSync(raw(head, 'infra\xc3/x'), 'x');
  symlinkSync('/etc', raw(head, 'run\xffbooks'));
  expect(changedFiles(base, head).map(({ path, after }) => [path, after?.notPlain])).toEqual([
    [String.raw`infra\xc3/x`, undefined],
    [String.raw`run\xffbooks`, 'a symbolic link'],
  ]);
});

test('what hides a diff, or changes a file on its way to the disk, is a weaker review', () => {
  mkdirSync(join(head, 'runbooks'));
  for (const path of ['.gitattributes', 'runbooks/.gitattributes'])
    writeFileSync(join(head, path), '* linguist-generated -diff\n');
  const { marks } = changesBesideRunbooks(changedFiles(base, head), []);
  expect(marks.map(({ name, place }) => [name, place.file])).toEqual([
    ['weaker review', '.gitattributes'],
    ['weaker review', 'runbooks/.gitattributes'],
  ]);
});
