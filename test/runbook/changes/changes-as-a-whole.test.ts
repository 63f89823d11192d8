// All that changes between two runbooks: its order, its ends, its Markdown.
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../../src/runbook/changes/change-rules.ts';
import { changesMarkdown, runbookChanges } from '../../../src/runbook/changes/changes.ts';
import { keysAt } from '../../../src/runbook/checks/misspelt.ts';
import { load, sound } from '../image-archive.ts';
import { base, edited, rich, said } from './changed-runbook.ts';

describe('as a whole', () => {
  const after = edited([
    ...rich.filter(([from]) => from !== 'cutover: cutover'),
    ['description: Image', 'description: The image'],
    ['timeout: 30m', 'timeout: 2h'],
    ['depth: content', 'depth: size'],
    ['    - i-0a1b2c3d4e5f60718', '    - mi-0a1b2c3d4e5f60718'],
  ]);

  test('the gravest comes first, what is harmless last', () => {
    expect(runbookChanges(load(base), load(after)).map(({ risk }) => risk)).toEqual([
      'weaker gate',
      'weaker gate',
      'new server',
      'server left out',
      'weaker proof',
      'longer wait',
      undefined,
    ]);
  });

  test('the other way round, everything is shown, too', () => {
    const there = runbookChanges(load(base), load(after));
    const back = runbookChanges(load(after), load(base));
    const paths = (list: typeof there): string[] =>
      [...new Set(list.map(({ path }) => path))].sort();
    expect(paths(back)).toEqual(paths(there));
  });

  test('a runbook that comes or goes is shown in one line', () => {
    const [line] = runbookChanges(undefined, load(sound));
    expect([line?.risk, line?.says]).toEqual([
      'new runbook',
      '/mnt/data on i-0a1b2c3d4e5f60718 moves from nfs-server.example.internal:/export/data to 10.0.1.20:/image-archive; released by cutover; every file is compared by content',
    ]);
    expect(changesMarkdown(runbookChanges(load(sound), undefined))).toBe('- it is removed\n');
  });

  test('nothing changes where only the writing does', () => {
    const rewritten = base.replace('timeout: 5h', 'timeout: "300m" # five hours');
    expect(said(base, rewritten)).toEqual([]);
    expect(changesMarkdown([])).toBe('Nothing changes for the run.\n');
  });

  test('the Markdown shows hostile values as they are', () => {
    const hostile = base.replace('to: new-image.jpg', "to: '<img src=x>*a*.jpg'");
    const markdown = changesMarkdown(runbookChanges(load(base), load(hostile)));
    expect(markdown).toMatch(/^- the canary's name changes .*<code>canary.to<\/code>\)\n$/);
    expect(markdown).not.toContain('<img');
    expect(changesMarkdown(runbookChanges(load(base), load(after)))).toMatch(
      /^- ⚠️ \*\*weaker gate\*\*: /,
    );
  });
});

test('every key of a runbook has a rule of its own', () => {
  const without = keysAt([]).flatMap((key) => {
    const keys = keysAt([key]);
    const paths = keys.length === 0 ? [key] : keys.map((name) => `${key}.${name}`);
    return paths.filter((path) => !(path in rules));
  });
  // The version cannot change, the name is the file's own, and each key of the last five stands for itself.
  expect(without).toEqual([
    'version',
    'name',
    'application.health',
    'datasync.options',
    'datasync.report',
    'preflight.speed',
    'change.window',
  ]);
});
