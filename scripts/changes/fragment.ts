// A fragment: what one change means for the people who use the repository, until a release takes it into CHANGELOG.md.

/** The kinds of Keep a Changelog, in the order of a release's sections. */
export const KINDS = ['added', 'changed', 'deprecated', 'removed', 'fixed', 'security'] as const;

export interface Fragment {
  /** Its path below the repository, `changes/<name>.md`. */
  readonly file: string;
  readonly kind: (typeof KINDS)[number];
  /** One paragraph, or several; never empty. */
  readonly text: string;
}

const NAME = /^changes\/[a-z0-9]+(-[a-z0-9]+)*\.md$/;
const FORM = `the first line is one of ${KINDS.join(', ')}; then an empty line, then the text`;

/** The fragment in `text`, or one line that says what is wrong with it and how to mend it. `file` is its path. */
export function readFragment(file: string, text: string): Fragment | string {
  const wrong = (expected: string, got: string, cure: string): string =>
    `${file}: expected ${expected}, got ${got}; ${cure}`;
  if (!NAME.test(file))
    return wrong(
      'a name of lower-case words with hyphens, such as changes/faster-refresh.md',
      `'${file.slice(file.lastIndexOf('/') + 1)}'`,
      'rename the file',
    );
  const [first = '', ...rest] = text.trim().split('\n');
  const kind = KINDS.find((known) => known === first.trim());
  if (text.trim() === '') return wrong('a kind and a text', 'an empty file', FORM);
  if (kind === undefined) return wrong('a kind in the first line', `'${first.trim()}'`, FORM);
  const body = rest.join('\n').trim();
  if (body === '') return wrong(`a text below "${kind}"`, 'none', FORM);
  if (rest[0]?.trim() !== '') return wrong(`an empty line below "${kind}"`, 'text', FORM);
  if (/^#/m.test(body)) return wrong('text without headings', 'a heading', 'write it as sentences');
  return { file, kind, text: body };
}
