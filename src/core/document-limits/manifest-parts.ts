// How large the parts of a manifest are, and how many there may be.

/** Bytes of one packed part. The most becomes 60 MiB of base64; the agent holds one command's output in memory. */
export const LEAST_PART_BYTES = 64 * 1024;
export const MOST_PART_BYTES = 45 * 1024 * 1024;

/** The answer of list-tree names each part, and holds 24,000 characters. */
export const MOST_PARTS = 150;

/** A part is printed as base64 in lines of so many characters. */
export const PART_LINE_CHARACTERS = 4096;
