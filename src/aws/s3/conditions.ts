// Requests with a condition (If-Match, If-None-Match): what their refusals mean shows only in the object itself.
import type { Clock } from '../../core/clock.ts';
import { CONFLICT, statusOf } from '../errors.ts';

const CONDITION_TRIES = 5;

export interface Conditional<T> {
  readonly send: () => Promise<T>;
  /** Looks at the object after a refusal of this HTTP status; undefined where the request may be sent again. */
  readonly look: (status: number) => Promise<T | undefined>;
}

/**
 * Sends a request with a condition. Where S3 refuses it with 404, 409 (a passing conflict) or 412, it looks, because
 * the SDK repeats a request whose answer was lost, and the first one may have done its work. Sends at most five times.
 */
export async function onCondition<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  { send, look }: Conditional<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (thrown) {
      const status = statusOf(thrown);
      if (status === undefined || !isAboutCondition(thrown, status)) throw thrown;
      const found = await look(status);
      if (found !== undefined) return found;
      if (tries === CONDITION_TRIES) throw thrown;
      await clock.sleep(1000 * 2 ** (tries - 1), signal);
    }
  }
}

function isAboutCondition(thrown: unknown, status: number): boolean {
  const { name = '' } = ((thrown as Error).cause ?? {}) as { readonly name?: string };
  if (status === 404) return name !== 'NoSuchBucket';
  return status === 412 || (status === 409 && CONFLICT.test(name));
}
