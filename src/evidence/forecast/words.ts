// The forecast of a cutover in words, and beside it what the phases took in the end.
import type { Fact, StepRecord } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { forecastIn, lasted, NAMES, PHASES, rangeInWords, STEPS } from './phases.ts';
import type { Forecast, PhaseName } from './phases.ts';

/** The whole, in one line: at least so much where a phase is not known. */
export const totalInWords = (forecast: Forecast): string =>
  forecast.unknown.length === 0
    ? rangeInWords(forecast)
    : `${rangeInWords(forecast)}, and ${forecast.unknown.map((phase) => NAMES[phase]).join(', ')}: not known`;

/** One line for each phase, with its source. */
export const phaseLines = ({ phases }: Forecast): readonly string[] =>
  phases.map((phase) => `${NAMES[phase.phase]}: ${rangeInWords(phase)} (${phase.source})`);

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
