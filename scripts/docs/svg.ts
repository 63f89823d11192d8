// What the pictures of the documents have in common: an SVG whose text is text, so that CI can compare it.

/** The width of every picture: that of a page on GitHub, so that nothing is scaled. */
export const WIDTH = 866;

export interface Picture {
  readonly title: string;
  readonly height: number;
  /** Attributes of everything inside: font and colour. */
  readonly style: string;
  /** The background and its border. */
  readonly fill: string;
  readonly stroke: string;
  readonly elements: readonly string[];
}

/** An SVG of one sheet with round corners. */
export function svg({ title, height, style, fill, stroke, elements }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title" ${style}>`,
    `  <title id="title">${safe(title)}</title>`,
    `  <rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="${fill}" stroke="${stroke}"/>`,
    ...elements.map((element) => `  ${element}`),
    '</svg>',
    '',
  ].join('\n');
}

/** `text` inside of an element. */
export const safe = (text: string): string =>
  text.replaceAll(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The text that a picture shows, line by line. */
export function textOf(picture: string): string {
  return [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)]
    .map(([, inside = '']) => entitiesRead(inside.replaceAll(/<[^>]*>/g, '')))
    .join('\n');
}

/** `text` with its numeric entities as characters. */
export const entitiesRead = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_reference, code) => String.fromCodePoint(Number(code)));
