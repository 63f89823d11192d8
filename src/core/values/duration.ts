// Durations: `90s`, `30m`, `6h`, `14d` in runbooks; `1 h 5 min` and `two minutes` for people. Inside, always milliseconds.

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `90s`, `30m`, `6h` or `14d` (one number, one unit); undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,5})([smhd])$/.exec(text) ?? [];
  const unitMs = unit === undefined ? undefined : UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** `3900000` → `1 h 5 min`; under a minute seconds, under ten seconds with one decimal; from 48 h on days and hours. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(hours, 'h', minutes % 60, 'min');
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `10` → `ten`; only from 1 to 10, anything else is a mistake of the program. */
export function inWords(count: number): string {
  const word = WORDS[count - 1];
  if (word === undefined) throw new Error(`no word for ${count}`);
  return word;
}

/** `120000` → `two minutes`, `60000` → `a minute`; only whole minutes, up to ten. */
export const minutesInWords = (milliseconds: number): string =>
  milliseconds === 60_000 ? 'a minute' : `${inWords(milliseconds / 60_000)} minutes`;
