// Keys as S3 writes them in lists with `encoding-type=url`.

/** SDK v3 hands back the key of a list with `encoding-type=url` undecoded: `+` is a space, the rest is percent. */
export function decodeListedKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
