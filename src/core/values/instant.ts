// Instants: `2026-12-05T22:00:00+01:00` in runbooks, `2026-12-05 21:00:00 UTC` for people.

/** One instant of RFC 3339: date, `T`, time, and `Z` or an offset. The editors check with it, too. */
export const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * ISO 8601 in UTC of an instant as RFC 3339 writes it. Undefined for any other text: one without an offset is no instant,
 * and with `-00:00` nobody knows the offset.
 */
export function parseInstant(text: string): string | undefined {
  const [, date = '', time = '', fraction = '', offset = ''] = INSTANT.exec(text) ?? [];
  if (date === '' || offset === '-00:00' || !isDay(date)) return undefined;
  return new Date(`${date}T${time}${fraction}${offset}`).toISOString();
}

/** Whether the calendar has the day: JavaScript takes the 30th of February for a day of March. */
function isDay(date: string): boolean {
  const noon = new Date(`${date}T12:00:00Z`);
  return !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(date);
}

/** `2026-11-22T01:02:03.456Z` → `2026-11-22 01:02:03 UTC`. */
export const utc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
