// Numbers with their noun.

/** `1 folder`, `2 folders`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
