// Lists that come in pages: an opaque token says where the next page begins.

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** One page of at most `size` items from where `token` points; undefined when the token is not ours. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): Page<T> | undefined {
  const begin = token === undefined ? 0 : position(token);
  if (begin === undefined || begin > items.length) return undefined;
  const end = begin + size;
  const found = items.slice(begin, end);
  return end < items.length ? { items: found, next: tokenAt(end) } : { items: found };
}

const tokenAt = (index: number): string => Buffer.from(`from ${index}`).toString('base64url');

function position(token: string): number | undefined {
  const found = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return found === null ? undefined : Number(found[1]);
}
