// A pull request's texts are anybody's: in the comment they stay text, name nobody, and link nowhere.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMMENT_LIMIT } from '../../../src/github/sticky-comment.ts';
import { sectionsOf } from '../../../src/steps/review-runbook/review-markdown.ts';
import { fit } from '../../../src/steps/review-runbook/cut-to-limit.ts';
import { changed, file, sound } from '../../runbook/image-archive.ts';
import { another, OWNERS, rehearsed, reviewed, URL } from './checkouts.ts';

const base = { [file]: sound, '.github/CODEOWNERS': OWNERS };

/** What GitHub looks at for names and links: all but code, its entities read. */
function prose(markdown: string): string {
  return markdown
    .replaceAll(/^(`{3,})[^`\n]*\n[^]*?^\1$/gm, '')
    .replaceAll(/<code>[^<]*<\/code>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** Markup and links that are not ours. */
function foreign(markdown: string): string[] {
  const raw = markdown
    .replaceAll(/^(`{3,})[^`\n]*\n[^]*?^\1$/gm, '')
    .replaceAll(/<\/?(code|details|summary|sub)>/g, '')
    .replaceAll(`](${URL}/`, '](ours/');
  return [
    ...(raw.match(/<[a-z!/][^>]*>?/gi) ?? []),
    ...(raw.match(/!\[|https?:\/\/|www\.|\]\((?!ours)/g) ?? []),
  ];
}

const names = (markdown: string): string[] =>
  prose(markdown).match(/(?<!\w)@[a-z0-9][\w-]*|#\d+|\bgh-\d+/gi) ?? [];

const evil =
  '@everyone @example/all #1 GH-2 example/x#3 <!-- nfs-cutover: review-runbook --> --> <img src=x> ![x](https://evil.example/x.png) [y](https://evil.example) www.evil.example ``` </details> | `x`';

function check(text: string): void {
  expect(names(text)).toEqual([]);
  expect(foreign(text)).toEqual([]);
  expect(text.match(/^<\/details>$/gm)?.length).toBe(text.match(/^<details>/gm)?.length);
}

describe('hostile texts', () => {
  test('in a value of a runbook that is valid', () => {
    const text = changed(
      'description: Image archive, from the old NFS server to the S3 File Gateway share',
      `description: ${JSON.stringify(evil.slice(0, 150))}`,
    ).replace(
      'extras: fail',
      `extras: fail\n  tolerate: [${JSON.stringify('@everyone-*-```-<img>')}]`,
    );
    const { review, text: shown } = reviewed(base, { ...base, [file]: text });
    expect(review.runbooks[0]?.problems).toEqual([]);
    expect(shown).toContain('everyone');
    check(shown);
  });

  test('in a runbook that is not', () => {
    const text = `${sound}\n${JSON.stringify(evil)}: ${JSON.stringify(evil)}\n\`\`\`\n@everyone\n`;
    const { text: shown } = reviewed(base, { ...base, [file]: text });
    check(shown);
  });

  test('in names of files, of branches and of owners', () => {
    const path = '@everyone #1 <img src=x> ![x](y) `x` |\n```\n# x --> (a).yml';
    const head = {
      ...base,
      [`runbooks/${path}`]: sound,
      [`infra/documents/${path}`]: 'x',
      [`infra/documents/${path}/run.sh`.replace('(a).yml', 'a')]: 'x',
      [`infra/documents/lib/${path}`]: 'x',
      'infra/documents.yml': `  ${path}:\n      Name: ${path}\n`,
      [`.github/workflows/${path}`]:
        'on: [push, "@everyone <img>"]\njobs: {"@x <img>": {environment: "@y"}}',
    };
    const { text } = reviewed({ ...base, '.github/CODEOWNERS': '* @everyone <img>\n' }, head);
    check(text);
  });

  test('in what the rehearsal says of itself', () => {
    const json = rehearsed(file, evil, evil);
    const rehearsals = { 'image-archive.json': json };
    const { text } = reviewed(base, { ...base, [file]: changed('5h', '4h') }, { rehearsals });
    expect(text).toContain('everyone');
    check(text);
  });

  test('whatever it is', () => {
    const anything = fc
      .array(
        fc.constantFrom(
          ...Array.from('@a#1<>&`~*_|[]()!-\n\t :/."\'\\{}'),
          '\u202E',
          '-->',
          'www.',
          'GH-',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anything, (says) => {
        const rehearsals = { 'image-archive.json': rehearsed(file, says, says) };
        const head = { ...base, [file]: changed('5h', '4h') };
        check(reviewed(base, head, { rehearsals }).text);
      }),
      { numRuns: 40 },
    );
  });
});

test('more than a comment takes is cut between sections, what matters most is kept', () => {
  const many = Array.from({ length: 12 }, (_, i) => `runbooks/other-${i}.yml`);
  const texts = many.map((path, i) => {
    const text = another(`other-${i}`).replace(
      'description: Image',
      `description: ${'😀'.repeat(40)}`,
    );
    return [path, text] as const;
  });
  const { review, text: whole } = reviewed(base, { ...base, ...Object.fromEntries(texts) });
  expect(whole.length).toBeGreaterThan(COMMENT_LIMIT);
  const room = { limit: COMMENT_LIMIT, size: (text: string) => text.length };
  const text = fit(sectionsOf(review), room, (left) => `(${left.length} left out)`);
  expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
  expect(text).toMatch(/^\([1-9][0-9]? left out\)$/m);
  expect(text).toContain('12 risks to look at first');
  expect(text.match(/^> - \*\*new runbook/gm)).toHaveLength(12);
  expect(text).toContain('### What to do next');
  expect(text.match(/<details><summary>Rehearsal/g)).toHaveLength(12);
  check(text);
});
