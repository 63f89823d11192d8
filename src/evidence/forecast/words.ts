// The forecast of a cutover in words, and beside it what the phases took in the end.
import type { Fact, StepRecord } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { PHASES } from './forecast.ts';
import type { Forecast, PhaseForecast, PhaseName } from './forecast.ts';

const NAMES: Readonly<Record<PhaseName, string>> = {
  freeze: 'the freeze',
  transfer: 'the last transfer',
  bucket: 'the proof of the bucket',
  refresh: 'the refresh',
  gateway: 'the proof of the gateway',
  switch: 'the switch, until it is confirmed',
};

/** `4 min to 12 min`. */
export function rangeInWords({
  fromMs,
  toMs,
}: Partial<Pick<PhaseForecast, 'fromMs' | 'toMs'>>): string {
  if (fromMs === undefined || toMs === undefined) return 'not known';
  const [from, to] = [fromMs, toMs].map((ms) => formatDuration(Math.ceil(ms / 1000) * 1000));
  return from === to ? (to ?? '') : `${from ?? ''} to ${to ?? ''}`;
}

/** The whole, in one line: at least so much where a phase is not known. */
export const totalInWords = (forecast: Forecast): string =>
  forecast.unknown.length === 0
    ? rangeInWords(forecast)
    : `${rangeInWords(forecast)}, and ${forecast.unknown.map((phase) => NAMES[phase]).join(', ')}: not known`;

/** One line for each phase, with its source. */
export const phaseLines = ({ phases }: Forecast): readonly string[] =>
  phases.map((phase) => `${NAMES[phase.phase]}: ${rangeInWords(phase)} (${phase.source})`);

/** Which steps of the job cutover are which phase, by their ids. */
const STEPS: Readonly<Record<PhaseName, readonly string[]>> = {
  freeze: ['freeze'],
  transfer: ['final-delta'],
  bucket: ['verify', 'extras', 'tree'],
  refresh: ['refresh'],
  gateway: ['check', 'gateway-tree'],
  switch: ['switch'],
};

/** What each phase took in the newest attempt that has frozen, in milliseconds; one that did not pass is left out. */
export function actualPhases(records: readonly StepRecord[]): ReadonlyMap<PhaseName, number> {
  const ran = records.filter(({ job }) => job === 'cutover');
  const attempt = Math.max(
    0,
    ...ran.filter(({ id }) => id === 'freeze').map((record) => record.attempt),
  );
  return new Map(
    PHASES.flatMap((phase) => {
      const of = ran.filter((one) => one.attempt === attempt && STEPS[phase].includes(one.id));
      const passed = of.length > 0 && of.every(({ verdict }) => verdict === 'pass');
      const took = of.reduce((sum, one) => sum + lasted(one), 0);
      return passed ? [[phase, took] as const] : [];
    }),
  );
}

const lasted = ({ startedAt, endedAt }: StepRecord): number =>
  Date.parse(endedAt) - Date.parse(startedAt);

/** The newest forecast in the records of a run; undefined where nobody was asked, or by an older release. */
export function forecastIn(records: readonly StepRecord[]): Forecast | undefined {
  const asked = records.findLast(({ job, step }) => job === 'ask' && step === 'ask-approval');
  const { forecast } = asked?.data ?? {};
  return isForecast(forecast) ? forecast : undefined;
}

const isForecast = (value: unknown): value is Forecast => {
  const { phases, unknown, fromMs, toMs } = (value ?? {}) as Partial<Forecast>;
  const isPhase = (one: unknown): boolean => PHASES.some((phase) => phase === one);
  return (
    Array.isArray(phases) &&
    Array.isArray(unknown) &&
    phases.every(
      (one: PhaseForecast | null) => isPhase(one?.phase) && typeof one?.source === 'string',
    ) &&
    unknown.every(isPhase) &&
    [fromMs, toMs].every((one) => typeof one === 'number')
  );
};

/** The forecast beside what it took, a line for each phase that has run; nothing where there is no forecast. */
export function forecastFacts(records: readonly StepRecord[]): readonly Fact[] {
  const forecast = forecastIn(records);
  const actual = actualPhases(records);
  if (forecast === undefined || actual.size === 0) return [];
  const lines = forecast.phases.flatMap((phase): Fact[] => {
    const took = actual.get(phase.phase);
    if (took === undefined) return [];
    const long = phase.toMs !== undefined && took > phase.toMs ? ', longer than forecast' : '';
    return [
      {
        name: `Forecast of ${NAMES[phase.phase]}`,
        value: `${rangeInWords(phase)}; it took ${formatDuration(took)}${long}`,
      },
    ];
  });
  const whole = [...actual.values()].reduce((sum, took) => sum + took, 0);
  const all = actual.size === forecast.phases.length;
  return [
    ...lines,
    ...(all
      ? [
          {
            name: 'Forecast of all of it',
            value: `${totalInWords(forecast)}; the steps took ${formatDuration(whole)}`,
          },
        ]
      : []),
  ];
}
