// How wide text is: Helvetica, Arial and Liberation Sans have the same widths, and a monospaced font has one.

interface Style {
  readonly bold?: boolean;
  readonly code?: boolean;
}

/** Thousandths of the font's size, and the characters that are so wide. Source: the font metrics of Helvetica. */
const NORMAL = widths({
  191: "'",
  222: 'ijl',
  260: '|',
  278: ' !,./:;I[\\]ft\u00A0',
  333: '()-`r',
  334: '{}',
  355: '"',
  389: '*',
  469: '^',
  500: 'Jcksvxyz',
  584: '+<=>~−',
  611: 'FTZ',
  667: '&ABEKPSVXY',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'Mm',
  889: '%',
  944: 'W',
  1000: '→…',
  1015: '@',
});
const BOLD = widths({
  238: "'",
  278: ' ,./I\\ijl\u00A0',
  280: '|',
  333: '!()-:;[]`ft',
  389: '*r{}',
  474: '"',
  500: 'z',
  584: '+<=>^~−',
  611: '?FLTZbdghnopqu',
  667: 'EPSVXY',
  722: '&ABCDHKNRU',
  778: 'GOQw',
  833: 'M',
  889: '%m',
  944: 'W',
  975: '@',
  1000: '→…',
});
/** Of digits and most small letters. */
const USUAL = 556;
const MONOSPACED = 600;
const EMOJI = 1300;

function widths(table: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(table).flatMap(([width, characters]) =>
      Array.from(characters, (character): [string, number] => [character, Number(width)]),
    ),
  );
}

/** The width of `text` in pixels, in a font of `size` pixels. */
export function widthOf(text: string, size: number, { bold, code }: Style = {}): number {
  let sum = 0;
  for (const character of text.replaceAll('\uFE0F', '')) {
    if (/\p{Extended_Pictographic}/u.test(character)) sum += EMOJI;
    else if (code === true) sum += MONOSPACED;
    else sum += (bold === true ? BOLD : NORMAL).get(character) ?? USUAL;
  }
  return (sum * size) / 1000;
}
