// How large things may be that documents make or take: the parts of a manifest, the files of measure-speed.

/** Bytes of one packed part. The most becomes 60 MiB of base64; the agent holds one command's output in memory. */
export const LEAST_PART_BYTES = 64 * 1024;
export const MOST_PART_BYTES = 45 * 1024 * 1024;

/** The answer of list-tree names each part, and holds 24,000 characters. */
export const MOST_PARTS = 150;

/** A part is printed as base64 in lines of so many characters. */
export const PART_LINE_CHARACTERS = 4096;

/** What measure-speed reads and writes at most: files, and bytes of each. */
export const MOST_SPEED_FILES = 200;
export const MOST_SPEED_BYTES = 16 * 1024 * 1024;
