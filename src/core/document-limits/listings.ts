// What list-tree and list-folders take at most.

/** How long a listing may be given. */
export const LEAST_LISTING_SECONDS = 60;
export const MOST_LISTING_SECONDS = 6 * 60 * 60;

/** How many finds may run side by side. */
export const MOST_FINDS = 16;
