// Numbers as sentences have them.

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `10` → `ten`; only from 1 to 10, anything else is a mistake of the program. */
export function inWords(count: number): string {
  const word = WORDS[count - 1];
  if (word === undefined) throw new Error(`no word for ${count}`);
  return word;
}

/** `120000` → `two minutes`, `60000` → `a minute`; only whole minutes, up to ten. */
export const minutesInWords = (milliseconds: number): string =>
  milliseconds === 60_000 ? 'a minute' : `${inWords(milliseconds / 60_000)} minutes`;
