// The prose of a page, sentence by sentence. What this leaves out is not prose: code blocks, comments, what is generated.

export interface Sentence {
  /** The line of the page on which the sentence begins. */
  readonly line: number;
  readonly text: string;
  readonly words: number;
}

/** A paragraph, an item of a list, a heading or a cell of a table: a sentence ends with it at the latest. */
interface Block {
  readonly line: number;
  readonly text: string;
}

/**
 * The sentences of a Markdown page. A piece of code is one word, and so is an address. Left out are fenced blocks,
 * comments, and everything between `<!-- name -->` and `<!-- /name -->`: what `npm run docs` writes, and examples of what not to write.
 */
export const sentencesOf = (markdown: string): Sentence[] => blocksOf(markdown).flatMap(sentences);

/** The sentences of one text without any Markdown blocks, such as a description in YAML. */
export const sentencesOfText = (text: string, line: number): Sentence[] =>
  sentences({ line, text });

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let began = 0;
  const end = (): void => {
    if (paragraph.length > 0) blocks.push({ line: began, text: paragraph.join(' ') });
    paragraph = [];
  };
  for (const [index, text] of proseLines(markdown).entries()) {
    const cells = /^\|(.*)\|$/.exec(text);
    if (text === '' || cells || /^(#+|[-*]|\d+\.|>|!\[) ?/.test(text)) end();
    if (text === '') continue;
    if (cells) {
      const line = index + 1;
      for (const cell of (cells[1] ?? '').split(/(?<!\\)\|/))
        blocks.push({ line, text: cell.trim() });
      continue;
    }
    if (paragraph.length === 0) began = index + 1;
    paragraph.push(text.replace(/^(#+|[-*]|\d+\.|>) /, ''));
  }
  end();
  return blocks;
}

/** The lines of a page, trimmed; a line that is no prose is empty. */
function proseLines(markdown: string): string[] {
  let fence: string | undefined;
  let generated: string | undefined;
  return markdown.split('\n').map((line) => {
    const text = line.trim();
    const [, marks] = /^(```+|~~~+)/.exec(text) ?? [];
    if (fence !== undefined) {
      if (marks !== undefined && text === fence) fence = undefined;
      return '';
    }
    if (marks !== undefined) {
      fence = marks;
      return '';
    }
    const [, closes, name] = /^<!-- (\/?)([a-z ]+) -->$/.exec(text) ?? [];
    if (name !== undefined) generated = closes === '/' ? undefined : name;
    return generated !== undefined || text.startsWith('<!--') ? '' : text;
  });
}

/** A full stop, and then no small letter: `e.g. a` goes on. */
const END = /(?<=[.!?][)*_"]*)\s+(?![a-z])/;

function sentences({ line, text }: Block): Sentence[] {
  return text
    .replaceAll(/`[^`]+`/g, 'CODE')
    .split(END)
    .map((one) => spoken(one).trim())
    .filter((one) => one !== '')
    .map((one) => ({ line, text: one, words: wordsIn(one) }));
}

/** What is read aloud: links and images as their text, an address as one word. */
const spoken = (text: string): string =>
  text.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/https?:\/\/\S+/g, 'ADDRESS');

const wordsIn = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
