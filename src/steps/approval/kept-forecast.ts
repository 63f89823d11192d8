// The forecast on its way from the question to the job behind the gate. Nobody signs it, and nothing depends on it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isForecast } from '../../evidence/forecast/phases.ts';
import type { Forecast } from '../../evidence/forecast/phases.ts';
import type { StepContext } from '../frame/context.ts';

const nameFor = (digest: string): string => `forecast-${digest}.json`;

/** Writes it beside the subject of that digest, whose folder is there. */
export function keepForecast({ env }: StepContext, digest: string, forecast: Forecast): void {
  writeFileSync(join(env.RUNNER_TEMP ?? '.', 'proof', nameFor(digest)), JSON.stringify(forecast));
}

/** The forecast beside the subject of that digest, from the artifacts below `folder`; undefined where there is none. */
export function readForecast(folder: string, digest: string): Forecast | undefined {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const name = names.find((one) => one.endsWith(nameFor(digest)));
    if (name === undefined) return undefined;
    const forecast: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return isForecast(forecast) ? forecast : undefined;
  } catch {
    return undefined;
  }
}
