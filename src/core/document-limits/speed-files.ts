// What measure-speed reads and writes at most.

export const MOST_SPEED_FILES = 200;

/** Bytes of each file. */
export const MOST_SPEED_BYTES = 16 * 1024 * 1024;
