// How a manifest's rows lie: `<type> <size> <mtime> <ctime> <mode> <uid> <gid> <nlink>/<path>\0`.

export const SPACE = 0x20;
const DOT = 0x2e;
/** Spaces of a whole row's meta data, and those before its tail, ` <mode> <uid> <gid> <nlink>/`. */
export const SPACES = 7;
export const SPACES_BEFORE_TAIL = 3;
/** From one space to the next around a time as it is all but always written: `1700000000.1234567890`. */
export const TIME_LENGTH = 22;
const TIME_DOT = 11;

/** True where a time of the usual length lies between the space at `before` and another. */
export const isTimeBehind = (bytes: Uint8Array, before: number): boolean =>
  bytes[before + TIME_DOT] === DOT &&
  bytes[before + TIME_LENGTH] === SPACE &&
  bytes[before + TIME_LENGTH - 1] !== SPACE;
