// Sizes in binary units: `5GiB` in runbooks; `1.5 KiB` for people. Inside, always bytes.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1536` → `1.5 KiB`; bytes stay whole. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}

/** Bytes of `5GiB` or `500MiB` (one whole number, one unit); undefined for any other text. */
export function parseBytes(text: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,8})(B|KiB|MiB|GiB|TiB)$/.exec(text) ?? [];
  const power = UNITS.findIndex((name) => name === unit);
  const bytes = Number(count) * 1024 ** power;
  return power !== -1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
