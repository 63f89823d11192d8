// What a review says of a pull request, read from two folders.
import { describe, expect, test } from '@jest/globals';
import { faultsOf } from '../../../src/steps/review-runbook/faults.ts';
import { changed, file, sound } from '../../runbook/image-archive.ts';
import { another, HEAD_SHA, OWNERS, rehearsed, reviewed, URL } from './checkouts.ts';
import type { Reviewed } from './checkouts.ts';

const base = { [file]: sound, '.github/CODEOWNERS': OWNERS };
const with_ = (text: string) => ({ ...base, [file]: text });
const marks = ({ review }: Reviewed): string[] =>
  review.marks.map(({ name, place }) => `${name} ${place.file}:${place.line}`);
const fates = ({ review }: Reviewed): string[] =>
  review.runbooks.map(({ fate, file: name }) => `${name} ${fate}`);
const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split('\n').length;

describe('a pull request that weakens', () => {
  const text = changed('depth: content', 'depth: size').replace(
    '    - i-0a1b2c3d4e5f60718\n',
    '    - i-0a1b2c3d4e5f60718\n    - i-0fedcba9876543210\n',
  );
  const strong = sound.replace('cutover: cutover', 'cutover: cutover\n  sign-off: [owner]');
  const result = reviewed(with_(strong), with_(text));

  test('has its risks first, the gravest at the top, each with its line', () => {
    expect(marks(result)).toEqual([
      `weaker gate ${file}:${lineOf(text, 'gates:')}`,
      `new server ${file}:${lineOf(text, 'servers:')}`,
      `weaker proof ${file}:${lineOf(text, 'depth:')}`,
    ]);
    const [heading = '', ...rest] = result.text.split('\n');
    expect(heading).toBe('## ⚠️ Runbook review: 3 risks to look at first');
    expect(rest.slice(0, 5).join('\n')).toContain('[!WARNING]\n> - **weaker gate**');
    expect(result.text).toContain('verification depth falls from content to size');
    expect(result.text).toContain(
      `${URL}/blob/${HEAD_SHA}/runbooks/image-archive.yml#L${lineOf(text, 'depth:')}`,
    );
  });

  test('shows the difference of the plans', () => {
    expect(result.text).toContain('```diff\n');
    expect(result.text).toContain('\n-  approval by the reviewers of owner\n');
    expect(result.text).toContain(
      '\n+  sends: nfs-cutover-freeze-source to i-0a1b2c3d4e5f60718, i-0fedcba9876543210, for',
    );
  });

  test('shows the rehearsal with its timeline, and says what to do next', () => {
    expect(result.text).toContain('✅ confirmed after 7 min 40 s');
    expect(result.text).toContain(
      '| ✅ | 0&nbsp;s | 2&nbsp;min | cutover, switch-mount | it went well |',
    );
    expect(result.text).toContain('1. Weigh each risk above');
    expect(result.text).toContain('<code>&#64;example/storage</code>');
    expect(result.text).toContain('gh pr checkout 7 ');
    expect(faultsOf(result.review)).toEqual([]);
  });
});

test('a change without a risk is shown in words', () => {
  const result = reviewed(base, with_(changed('timeout: 5h', 'timeout: 4h')));
  expect(marks(result)).toEqual([]);
  expect(result.text).toContain('## ✅ Runbook review: nothing is riskier than before');
  expect(result.text).toContain('- the time for one execution falls from 5 h to 4 h');
});

test('a comment in the YAML changes nothing for the run', () => {
  const result = reviewed(base, with_(`# a comment\n${sound}`));
  expect(result.text).toContain('Nothing changes for the run.');
  expect(result.text).not.toContain('```diff');
});

describe('mistakes', () => {
  const broken = changed('depth: content', 'depth: contents');

  test('stand at their line and column, and must be mended', () => {
    const result = reviewed(base, with_(broken));
    const [runbook] = result.review.runbooks;
    expect(runbook?.problems.map(({ problem }) => problem)).toMatchObject([
      { line: lineOf(broken, 'depth:'), column: 10, path: 'verify.depth' },
    ]);
    expect(result.text).toContain('## ❌ Runbook review: 1 thing to mend');
    expect(faultsOf(result.review)).toEqual([
      { kind: 'bad-runbook', says: `${file} has 1 mistake` },
    ]);
  });

  test.each([
    ['a symbolic link', { [file]: '->/etc/passwd' }, 'a symbolic link'],
    ['a name that no run takes', { 'runbooks/Big Name.yml': sound }, 'another one'],
    ['another ending', { 'runbooks/x.yaml': sound }, 'another one'],
  ])('%s', (_, more, got) => {
    const { review } = reviewed(base, { ...base, ...more });
    const problems = review.runbooks.flatMap((runbook) => runbook.problems);
    expect(problems.map(({ problem }) => problem.got)).toEqual([got]);
    expect(faultsOf(review)).toHaveLength(1);
  });

  test('by the base branch’s rules alone do not count where the pull request brings its own', () => {
    const dist = { 'actions/dist/plan.mjs': 'new' };
    const own = reviewed(base, { ...with_(broken), ...dist });
    expect(faultsOf(own.review)).toEqual([]);
    expect(own.text).toContain('By the rules of the base branch it has mistakes');
    const failed = { 'image-archive.json': JSON.stringify({ outcome: 'failed' }) };
    const worse = reviewed(base, { ...with_(broken), ...dist }, { rehearsals: failed });
    expect(faultsOf(worse.review)).toHaveLength(1);
  });

  test('before do not matter: all is new', () => {
    const result = reviewed(with_(broken), base);
    expect(marks(result)).toEqual([`new runbook ${file}:${lineOf(sound, 'version:')}`]);
    expect(result.text).toContain('the version before is not valid');
    expect(faultsOf(result.review)).toEqual([]);
  });
});

describe('runbooks that come and go', () => {
  const other = 'runbooks/other.yml';

  test('a new one is a risk, its whole plan is shown, and its stack must be made', () => {
    const result = reviewed(base, { ...base, [other]: another('other') });
    expect(fates(result)).toEqual([`${other} new`]);
    expect(marks(result)).toEqual([`new runbook ${other}:${lineOf(sound, 'version:')}`]);
    expect(result.text).toContain(`the stack of <code>${other}</code>, which makes its roles`);
  });

  test('a removed one is named, and not rehearsed', () => {
    const result = reviewed({ ...base, [other]: another('other') }, base, { rehearsals: {} });
    expect(fates(result)).toEqual([`${other} removed`]);
    expect(result.text).toContain('- it is removed');
    expect(faultsOf(result.review)).toEqual([]);
  });

  test('a renamed one is compared with what it was', () => {
    const text = sound
      .replace('name: image-archive\n', 'name: other\n')
      .replace('depth: content', 'depth: size');
    const result = reviewed(base, { '.github/CODEOWNERS': OWNERS, [other]: text });
    expect(fates(result)).toEqual([`${other} renamed`]);
    expect(marks(result)).toEqual([`weaker proof ${other}:${lineOf(text, 'depth:')}`]);
    expect(result.text).toContain(`until now <code>${file}</code>`);
  });
});

describe('rehearsals', () => {
  const head = with_(changed('timeout: 5h', 'timeout: 4h'));

  test.each([
    ['missing', undefined, `the rehearsal of ${file} has no outcome`],
    ['not JSON', 'confirmed', `the rehearsal of ${file} has no outcome`],
    [
      'of another runbook',
      rehearsed('runbooks/other.yml'),
      `the rehearsal of ${file} has no outcome`,
    ],
    [
      'with a step of another form',
      rehearsed(file).replace('"pass"', '"passed"'),
      `the rehearsal of ${file} has no outcome`,
    ],
    ['rolled back', rehearsed(file, 'rolled-back'), `the rehearsal of ${file} ended rolled-back`],
    [
      'failed, and why',
      rehearsed(file, 'failed', 'no such share').replace('"pass"', '"fail"'),
      `the rehearsal of ${file} ended failed: no such share`,
    ],
  ])('%s is not a pass', (_, json, says) => {
    const rehearsals = json === undefined ? {} : { 'image-archive.json': json };
    const { review } = reviewed(base, head, { rehearsals });
    expect(faultsOf(review)).toEqual([{ kind: 'unproven', says }]);
  });
});

describe('beside the runbooks', () => {
  test('documents, roles, builds and owners are called out, and what to deploy', () => {
    const before = {
      ...base,
      '.github/CODEOWNERS': '* @example/storage\n',
      'infra/documents/list-tree/run.sh': 'a',
      'infra/cutover.yml': 'a',
      'actions/dist/plan.mjs': 'a',
    };
    const result = reviewed(before, {
      ...before,
      'infra/documents/list-tree/run.sh': 'b',
      'infra/cutover.yml': 'b',
      'actions/dist/plan.mjs': 'b',
      '.github/CODEOWNERS': '',
    });
    expect(marks(result)).toEqual([
      'weaker review .github/CODEOWNERS:1',
      'other roles infra/cutover.yml:1',
      'other commands on servers infra/documents/list-tree/run.sh:1',
    ]);
    // The code of a run differs, so the runbook is rehearsed although it does not.
    expect(fates(result)).toEqual([`${file} unchanged`]);
    expect(result.text).toContain('   - the documents (<code>infra/documents.yml</code>)');
    expect(result.text).toContain('   - the stack of each runbook');
    expect(result.text).toContain('the build of <code>plan</code>');
    expect(result.text).toContain("pull request's own code reports its outcome");
    // The base branch's owners count.
    expect(result.text).toContain('Approval by code owners: <code>&#64;example/storage');
  });

  test('a folder that becomes a link is not followed', () => {
    const elsewhere = { 'docs/image-archive.yml': sound };
    const result = reviewed({ [file]: sound, ...elsewhere }, { ...elsewhere, runbooks: '->docs' });
    expect(fates(result)).toEqual([`${file} removed`]);
    expect(marks(result)).toEqual(['symbolic link runbooks:1']);
    expect(result.text).toContain('runbooks is a symbolic link to docs');
  });

  test('a longer list of accepted extras is a weaker proof of its runbook', () => {
    const list = 'runbooks/image-archive.accepted.txt';
    const result = reviewed({ ...base, [list]: 'a\nb\n' }, { ...base, [list]: 'b\nc\nd\n' });
    expect(fates(result)).toEqual([`${file} unchanged`]);
    expect(marks(result)).toEqual([`weaker proof ${list}:1`]);
    expect(result.text).toContain('2 paths are accepted as extras, too');
    expect(result.text).toContain('- 1 path is no longer accepted as extras');
  });

  test('words for a fork: no comment, and a warning about its code', () => {
    const result = reviewed(base, { ...base, 'lab/x.ts': 'x', 'actions/x': 'x' }, { fork: true });
    expect(result.text).toContain('A fork gets no comment');
    expect(result.text).toContain('It runs code of a fork on your machine');
  });
});
