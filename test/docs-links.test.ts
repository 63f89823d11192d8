// Every file that a document names is in the repository, and every link leads to a file and a heading that are there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const repository = join(import.meta.dirname, '..');
const pages = globSync(
  [
    '*.md',
    'docs/**/*.md',
    'changes/README.md',
    'runbooks/*.md',
    'actions/*/README.md',
    '.github/*.md',
  ],
  { cwd: repository },
).sort();
const inRepository = (path: string): boolean => existsSync(join(repository, path));
const read = (page: string): string => readFileSync(join(repository, page), 'utf8');

const ROOMS = 'src|lab|test|scripts|infra|actions|docs|runbooks|changes|\\.github|\\.ci';
const PATH = new RegExp(`^/?(${ROOMS})/\\S+$`);
const SOURCE = /^[a-z0-9][a-z0-9.-]*\.(ts|mjs|sh)$/;
/** Stands for a name of the reader's own, or for an action of others at a version. */
const PLACEHOLDER = /[<>*$…@]|NAME|yours/;
const names = new Set(
  globSync(`{${ROOMS.replaceAll('|', ',').replaceAll('\\', '')}}/**/*`, { cwd: repository }).map(
    (file) => basename(file),
  ),
);

/** The words of a page that name a file of the repository and do not say for which name they stand. */
function missing(text: string): string[] {
  const [prose = '', ...rest] = text.split(/^```/m);
  const parts = [
    prose,
    ...rest.map((part, i) => (i % 2 === 1 ? part : `\`${part.replaceAll('`', '')}\``)),
  ];
  const spans = parts.flatMap((part) =>
    [...part.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
  );
  const words = spans.flatMap((span) => span.split(/[\s"'()]+/)).flatMap(braces);
  return words
    .map((word) => word.replace(/[.,:;]+$/, ''))
    .filter((word) => !PLACEHOLDER.test(word))
    .filter(
      (word) =>
        (PATH.test(word) && !inRepository(word) && !startsTest(word)) ||
        (SOURCE.test(word) && !names.has(word)),
    );
}

/** `npm test -- test/infra/listing` runs all tests whose path begins so. */
const startsTest = (word: string): boolean =>
  word.startsWith('test/') && globSync(`${word}*`, { cwd: repository }).length > 0;

function braces(word: string): string[] {
  const [, before = '', list, after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(word) ?? [];
  if (list === undefined) return [word];
  return list.split(',').flatMap((one) => braces(before + one + after));
}

/** The links of a page into the repository that lead nowhere. */
function broken(page: string, text: string): string[] {
  const prose = text.replaceAll(/^```[^]*?^```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!inRepository(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchors(read(target)).has(anchor);
    });
}

/** As GitHub makes them of headings. */
const anchors = (text: string): Set<string> =>
  new Set(
    [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );

test('there are pages to look at', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md']),
  );
});

describe.each(pages)('%s', (page) => {
  test('names only files that are there', () => {
    expect(missing(read(page))).toEqual([]);
  });

  test('links only to what is there', () => {
    expect(broken(page, read(page))).toEqual([]);
  });
});

test('what is not there is found, in prose, in blocks and in braces; placeholders are let pass', () => {
  const text = [
    'See `src/core/wait.ts`, `src/core/await.ts` and `no-such-step.ts`; `actions/<step>/action.yml` is anything.',
    '```sh\nnpm test -- test/infra/listing test/infra/no-such\n```',
    '`infra/documents/list-tree/{run.sh,gone.sh}` and `src/runbook/`.',
  ].join('\n\n');
  expect(missing(text)).toEqual([
    'src/core/await.ts',
    'no-such-step.ts',
    'test/infra/no-such',
    'infra/documents/list-tree/gone.sh',
  ]);
  expect(
    broken(
      'docs/setup.md',
      '[a](runbook.md#finalize) [b](runbook.md#finalise) [c](none.md) [d](../README.md) [e](https://example.com/x)',
    ),
  ).toEqual(['runbook.md#finalise', 'none.md']);
});
