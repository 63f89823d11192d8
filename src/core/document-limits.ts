// What limits documents: how long each may run, its timeoutSeconds in infra/documents, and how large things may be that
// they make or take.

/** How long a listing may be given. */
export const LEAST_LISTING_SECONDS = 60;
export const MOST_LISTING_SECONDS = 6 * 60 * 60;

/** How many finds may run side by side. */
export const MOST_FINDS = 16;

/** How many servers may list one tree side by side. */
export const MOST_LISTERS = 20;

/** Base64 of all cuts of a tree: list-tree encodes it once more, and 24,000 characters of an answer come back. */
export const MOST_CUT_CHARACTERS = 16_000;

/** hash-files gives up by itself after this: a file of terabytes takes its time, a dead NFS server must not take for ever. */
export const HASHING_SECONDS = 6600;

/** What copying one file from the gateway may take. */
export const CARRYING_SECONDS = 6600;

/** How many parts one command uploads. */
export const UPLOADS_IN_COMMAND = 10;

/** Seconds that one upload may take, and seconds after which a command begins no further one. */
export const UPLOAD_SECONDS = 600;
export const UPLOADING_SECONDS = 780;

/** By document. The agent ends a document that runs longer. */
export const DOCUMENT_TIMEOUT_SECONDS = {
  'calibration-folder': 600,
  'carry-files': CARRYING_SECONDS + 600,
  'create-test-file': 900,
  'freeze-source': 600,
  'hash-files': HASHING_SECONDS + 600,
  'inspect-server': 300,
  'list-folders': MOST_LISTING_SECONDS + 100,
  'list-path': 300,
  // It may first wait for another listing of the same name.
  'list-tree': 2 * MOST_LISTING_SECONDS,
  'mark-confirmed': 300,
  'measure-speed': 900,
  'probe-share': 120,
  'raise-epoch': 120,
  'read-manifest-part': 900,
  'read-mounts': 300,
  'remove-test-file': 600,
  'restore-mount': 900,
  'start-services': 900,
  'stop-services': 900,
  'switch-mount': 900,
  'thaw-source': 600,
  'upload-parts': UPLOADING_SECONDS + UPLOAD_SECONDS + 120,
} as const satisfies Readonly<Record<string, number>>;

/** The documents of infra/documents, by their folder. */
export type DocumentName = keyof typeof DOCUMENT_TIMEOUT_SECONDS;

/** Bytes of one packed part. The most becomes 60 MiB of base64; the agent holds one command's output in memory. */
export const LEAST_PART_BYTES = 64 * 1024;
export const MOST_PART_BYTES = 45 * 1024 * 1024;

/** How many parts one answer describes: it holds 24,000 characters. */
export const PARTS_IN_ANSWER = 150;

/** A part is printed as base64 in lines of so many characters. */
export const PART_LINE_CHARACTERS = 4096;

/** What measure-speed reads and writes at most: files, and bytes of each. */
export const MOST_SPEED_FILES = 200;
export const MOST_SPEED_BYTES = 16 * 1024 * 1024;
