// The clock of a participant over HTTP: what time it is, and a sleep that is answered when it has passed.
import type { ServerResponse } from 'node:http';
import type { LabClock } from './clock.ts';
import type { Answer, Request } from '../protocol/http.ts';
import { readText } from '../protocol/http.ts';
import { CLOCK_PATH } from './participants.ts';
import type { Participants } from './participants.ts';

/** `GET <clock>` → now; `POST <clock>/sleep {"milliseconds": n}` → now, n later. Nothing when the sleeper hung up. */
export async function answerClock(
  request: Request,
  response: ServerResponse,
  clock: LabClock,
  participants: Participants,
): Promise<Answer | undefined> {
  const [id = '', verb] = request.path.slice(CLOCK_PATH.length).split('/');
  if (!participants.has(id)) return refusal(404, `no participant '${id}' is in the lab`);
  if (request.method === 'GET' && verb === undefined) return now(clock);
  if (request.method !== 'POST' || verb !== 'sleep')
    return refusal(404, `the clock has no ${request.method} ${request.path}`);
  const milliseconds = readMilliseconds(await readText(request));
  if (milliseconds === undefined)
    return refusal(400, 'expected {"milliseconds": n} with n from 0 and finite');
  const hungUp = new AbortController();
  response.on('close', () => hungUp.abort());
  // Not only the answer may be cut off: the caller may have gone before this line.
  if (response.destroyed) hungUp.abort();
  const passed = await participants.sleep(id, milliseconds, hungUp.signal);
  return passed ? now(clock) : undefined;
}

const now = (clock: LabClock): Answer => json(200, { now: clock.now() });
const refusal = (status: number, error: string): Answer => json(status, { error });
const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function readMilliseconds(text: string): number | undefined {
  try {
    const { milliseconds } = JSON.parse(text) as { milliseconds?: unknown };
    const fits = typeof milliseconds === 'number' && milliseconds >= 0;
    return fits && Number.isFinite(milliseconds) ? milliseconds : undefined;
  } catch {
    return undefined;
  }
}
