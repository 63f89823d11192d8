// Numbers as the bench shows them.

export const MIB = 1024 * 1024;

/** `88 MiB`. */
export const mebibytes = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;

/** `2.31 s`, `73 ms`. */
export const seconds = (milliseconds: number): string =>
  milliseconds < 999.5 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

/** `412,000`, three digits that count. */
export function perSecond(objects: number, milliseconds: number): string {
  const rate = (objects / milliseconds) * 1000;
  return Number.isFinite(rate) ? Number(rate.toPrecision(3)).toLocaleString('en-US') : '–';
}

/** `1,000,000`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');
