// The phases of a cutover behind its freeze: what was forecast of each, and how much of that is left while it runs.
import type { Instant } from '../../core/clock.ts';
import type { StepRecord } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import type { ChangeWindow } from '../../runbook/runbook.ts';

/** The parts of the time without writes, in their order. */
export const PHASES = ['freeze', 'transfer', 'bucket', 'refresh', 'gateway', 'switch'] as const;
export type PhaseName = (typeof PHASES)[number];

/** A part of it: a range, and where it comes from. Both are absent where nothing was measured. */
export interface PhaseForecast {
  readonly phase: PhaseName;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly source: string;
}

export interface Forecast {
  readonly phases: readonly PhaseForecast[];
  /** Of the phases that are known. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Those that are not. */
  readonly unknown: readonly PhaseName[];
}

/** Each phase in words. */
export const NAMES: Readonly<Record<PhaseName, string>> = {
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

/** Which steps of the job cutover are which phase, by their ids; the last one always runs. */
export const STEPS: Readonly<Record<PhaseName, readonly string[]>> = {
  freeze: ['freeze'],
  transfer: ['final-delta'],
  bucket: ['verify', 'extras', 'tree'],
  refresh: ['refresh'],
  gateway: ['check', 'gateway-tree'],
  switch: ['switch'],
};

/** Milliseconds from the begin of a step to its end. */
export const lasted = ({ startedAt, endedAt }: StepRecord): number =>
  Date.parse(endedAt) - Date.parse(startedAt);

/** The newest forecast in the records of a run; undefined where nobody was asked, or by an older release. */
export function forecastIn(records: readonly StepRecord[]): Forecast | undefined {
  const asked = records.findLast(({ job, step }) => job === 'ask' && step === 'ask-approval');
  // The job behind the gate has the records of its own runner alone: verify-approval hands it on.
  const told = asked ?? records.findLast(({ step }) => step === 'verify-approval');
  const { forecast } = told?.data ?? {};
  return isForecast(forecast) ? forecast : undefined;
}

/** More than any cutover takes, and few enough for a date. */
const MOST_MS = 1e11;
const isLength = (ms: unknown): boolean => typeof ms === 'number' && ms >= 0 && ms <= MOST_MS;
const isPhase = (name: unknown): boolean => PHASES.some((phase) => phase === name);

/** Whether a value that was read is a forecast. */
export const isForecast = (value: unknown): value is Forecast => {
  const { phases, unknown, fromMs, toMs } = (value ?? {}) as Partial<Forecast>;
  return (
    Array.isArray(phases) &&
    Array.isArray(unknown) &&
    phases.every(isPhaseForecast) &&
    unknown.every(isPhase) &&
    isLength(fromMs) &&
    isLength(toMs)
  );
};

function isPhaseForecast(value: unknown): boolean {
  const { phase, fromMs, toMs, source } = (value ?? {}) as Partial<PhaseForecast>;
  const known = isLength(fromMs) && isLength(toMs);
  return (
    isPhase(phase) &&
    typeof source === 'string' &&
    (known || (fromMs === undefined && toMs === undefined))
  );
}

/** What a rollback may take: as much is kept of a job for it. */
const BACK_MS = 30 * 60_000;

/** The last moments of a change window: of a freeze after which all of it still fits, and of a rollback that does. */
export const lastMoments = (
  { giveUpAt, notAfter }: ChangeWindow,
  { toMs }: Pick<Forecast, 'toMs'>,
): { readonly freeze: Instant; readonly rollback: Instant } => ({
  freeze: Math.min(Date.parse(notAfter), Date.parse(giveUpAt) - toMs),
  rollback: Date.parse(giveUpAt) - BACK_MS,
});

/** What is left of a forecast while the job of the cutover runs. */
type Left = Pick<Forecast, 'fromMs' | 'toMs' | 'unknown'>;

/** The forecast without what has passed since the freeze; undefined before it, behind the switch, and on the way back. */
export function timeLeft(records: readonly StepRecord[]): Left | undefined {
  const forecast = forecastIn(records);
  const own = records.filter(({ job }) => job === 'cutover');
  const ran = (id: string | undefined): boolean => own.some((one) => one.id === id);
  if (forecast === undefined || !ran('freeze') || ran('switch')) return undefined;
  if (own.some(({ error, verdict }) => verdict === 'fail' || error !== undefined)) return undefined;
  const ahead = forecast.phases
    .filter(({ phase }) => !ran(STEPS[phase].at(-1)))
    .map(({ phase, fromMs, toMs }) => {
      const spent = own
        .filter(({ id }) => STEPS[phase].includes(id))
        .reduce((sum, one) => sum + lasted(one), 0);
      const less = (ms = 0): number => Math.max(0, ms - spent);
      return { phase, fromMs: less(fromMs), toMs: less(toMs), known: toMs !== undefined };
    });
  const toMs = ahead.reduce((sum, one) => sum + one.toMs, 0);
  // A record without a time says nothing, and no step may fail because of it.
  if (!Number.isFinite(toMs)) return undefined;
  return {
    toMs,
    fromMs: ahead.reduce((sum, { fromMs }) => sum + fromMs, 0),
    unknown: ahead.filter(({ known }) => !known).map(({ phase }) => phase),
  };
}

/** The same in sentences, and the last moment of a rollback in the change window; none where nothing is left to say. */
export function leftInWords(
  records: readonly StepRecord[],
  now: Instant,
  window: ChangeWindow | undefined,
): readonly string[] {
  const left = timeLeft(records);
  if (left === undefined) return [];
  const at = (instant: Instant): string => utc(new Date(instant).toISOString());
  const unknown = left.unknown.map((phase) => NAMES[phase]).join(', ');
  const longest =
    unknown === ''
      ? `, at the longest until ${at(now + left.toMs)}`
      : `, and ${unknown}: not known`;
  const lines = [`Left until the confirmation, as forecast: ${rangeInWords(left)}${longest}.`];
  if (window === undefined) return lines;
  const { rollback } = lastMoments(window, left);
  const over = now + left.toMs - Date.parse(window.giveUpAt);
  return [
    ...lines,
    ...(over > 0
      ? [
          `The longest is ${formatDuration(over)} more than the window has: the run may give up and roll back.`,
        ]
      : []),
    now <= rollback
      ? `Until ${at(rollback)} a rollback still fits the window.`
      : `Since ${at(rollback)} a rollback may end behind the window.`,
  ];
}
