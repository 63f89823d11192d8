// When the gateway updates itself next.
import type { MaintenanceStart } from '../../../aws/storage-gateway/gateway-settings.ts';
import type { Instant } from '../../../core/clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** How long after its start it counts as going on. */
const LASTS_MS = HOUR_MS;
/** From the 28th of a month to the same day of the next. */
const LONGEST_DAYS = 32;

/**
 * The start of the maintenance that is under way at `now` or comes next; undefined when the answer does not say.
 * Days and hours are in the gateway's own time zone, `GMT` or `GMT-4:00` (Storage Gateway API, GatewayTimezone).
 */
export function nextMaintenance(start: MaintenanceStart, now: Instant): Instant | undefined {
  const { hour, minute, dayOfWeek, dayOfMonth } = start;
  const offset = offsetOf(start.zone);
  if (hour === undefined || minute === undefined || offset === undefined) return undefined;
  const midnight = Math.floor((now + offset) / DAY_MS) * DAY_MS;
  for (let day = -1; day <= LONGEST_DAYS; day += 1) {
    const local = new Date(midnight + day * DAY_MS);
    const fits =
      dayOfMonth === undefined
        ? local.getUTCDay() === dayOfWeek
        : local.getUTCDate() === dayOfMonth;
    const at = local.getTime() + hour * HOUR_MS + minute * MINUTE_MS - offset;
    if (fits && at + LASTS_MS > now) return at;
  }
  return undefined;
}

/** Milliseconds that the zone is ahead of UTC. */
function offsetOf(zone: string): number | undefined {
  const match = /^(?:GMT|UTC)(?:([+-])(\d{1,2}):(\d{2}))?$/.exec(zone);
  if (match === null) return undefined;
  const [, sign, hours = '0', minutes = '0'] = match;
  const ahead = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  return sign === '-' ? -ahead : ahead;
}
