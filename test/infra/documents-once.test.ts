// The shell of the documents is written once: no block of it stands in two places.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sourceFiles } from '../../scripts/infra/source-lines.ts';

const FOLDER = join(import.meta.dirname, '../../infra/documents');
const sources = sourceFiles(FOLDER)
  .filter((file) => /\.(sh|awk)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') }));

interface Source {
  readonly file: string;
  readonly text: string;
}

const LINES = 4;

/**
 * What says nothing by itself: an empty line, punctuation, a word that only opens or closes, an include, which is there
 * instead of a copy. Such a line is passed over, so that one between two others makes them no other block.
 */
const NOTHING = /^(\W*|then|else|fi|do|done|esac|\. \.{1,2}\/\S+|#!\/bin\/sh)$/;

/** A line for each block of four lines that stands in two places, however it is indented: both, and what it begins with. */
function copies(files: readonly Source[]): string[] {
  const places = new Map<string, string>();
  return files.flatMap(({ file, text }) => {
    const lines = text
      .split('\n')
      .map((line, i) => ({ says: line.trim(), place: `${file}:${i + 1}` }))
      .filter(({ says }) => !NOTHING.test(says));
    return lines.slice(0, 1 - LINES).flatMap(({ says, place }, i) => {
      const block = lines
        .slice(i, i + LINES)
        .map((line) => line.says)
        .join('\n');
      const known = places.get(block);
      places.set(block, known ?? place);
      return known === undefined ? [] : [`${known} and ${place}: ${says}`];
    });
  });
}

test('no block of four lines stands in two places', () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(copies(sources)).toEqual([]);
});

test('the shell that people write is short, and each file of it', () => {
  const lengths = sources.map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }));
  // With what carries files back to the source: it compares, copies and names each of them by itself. And with what leads
  // back by hand, which must do on the server alone what several documents do. And with what closes the folder below a mount
  // and opens it exactly as it was. And with what several servers need to list one tree, each a share of it.
  expect(lengths.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(4800);
  expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
});

test('a mark in the joined text names the file that it is of', () => {
  for (const { file, text } of sources)
    for (const [, name] of text.matchAll(/^# (?:begin|end): (.*)$/gm))
      expect(file).toBe(`lib/${name}.sh`);
});

describe('a copy is found', () => {
  const block = 'one\ntwo\nthree\nfour\n';
  const found = 'a.sh:1 and b.sh:';
  test.each([
    ['as it stands', block, `${found}1: one`],
    ['in the middle', `zero\n${block}five\n`, `${found}2: one`],
    ['further to the right', block.replaceAll(/^/gm, '  '), `${found}1: one`],
    ['with empty lines in it', block.replaceAll('\n', '\n\n'), `${found}1: one`],
    ['with words in it that say nothing', 'one\ntwo\nfi\n  }\n;;\nthree\nfour\n', `${found}1: one`],
    ['with an include in it', 'one\n. ../lib/x.sh\ntwo\nthree\nfour\n', `${found}1: one`],
  ])('%s', (_, text, says) => {
    const files = [
      { file: 'a.sh', text: block },
      { file: 'b.sh', text },
    ];
    expect(copies(files)).toEqual([says]);
  });

  test('in one file', () => {
    const text = `${block}between\n${block}`;
    expect(copies([{ file: 'a.sh', text }])).toEqual(['a.sh:1 and a.sh:6: one']);
  });

  test('and fewer lines, or others, are none', () => {
    const files = ['one\ntwo\nthree\n', 'one\ntwo\nthree\nfive\n', 'two\none\nthree\nfour\n'].map(
      (text, i) => ({ file: `${i}.sh`, text }),
    );
    expect(copies([...files, { file: 'a.sh', text: block }])).toEqual([]);
  });
});
