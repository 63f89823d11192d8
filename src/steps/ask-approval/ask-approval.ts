// The last words before the gate: what an approval would sign, and its digest.
import { asCutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { visible } from '../../core/text/markdown.ts';
import { utc } from '../../core/values/instant.ts';
import { forecastOf, oneMoreDelta } from '../../evidence/forecast/forecast.ts';
import type { Forecast } from '../../evidence/forecast/phases.ts';
import { totalInWords } from '../../evidence/forecast/words.ts';
import { COMMENT_DIGITS, decisionLines } from '../../evidence/judge-approvals.ts';
import type { SignedDecision } from '../../evidence/judge-approvals.ts';
import { keepForecast } from '../approval/kept-forecast.ts';
import { keepSubject, subjectDigest, subjectOf } from '../approval/subject.ts';
import { readConfiguration } from '../approval/configuration.ts';
import type { ConfigurationPorts } from '../approval/configuration.ts';
import { askedOnce, assertSound } from '../approval/sound-settings.ts';
import { askCalendar, stateInWords } from '../frame/change-calendar.ts';
import type { StepContext } from '../frame/context.ts';
import { measure } from './measured.ts';
import type { MeasurePorts } from './measured.ts';
import { questionMarkdown } from './question.ts';
import type { AskInputs } from './question.ts';

export interface AskPorts extends MeasurePorts {
  readonly configuration: ConfigurationPorts;
  /** What was decided at the gates of this run before. */
  readonly decisions: () => Promise<readonly SignedDecision[]>;
}

/**
 * Reads all settings, keeps them with the digests of what was proven, and says what waits for whom. Throws `preflight` where
 * the preflight would refuse one of them.
 */
export async function askApproval(
  context: StepContext,
  inputs: AskInputs,
  ports: AskPorts,
): Promise<Outcome> {
  const { clock, runbook } = context;
  const once = askedOnce(ports.configuration);
  const calendar = await calendarInWords(context);
  const measured = await measure(context, ports, inputs);
  const forecast = forecastOf(measured);
  const [configuration, decisions] = await Promise.all([
    readConfiguration(context, once),
    ports.decisions(),
  ]);
  await assertSound(context, once);
  const at = new Date(inputs['proven-at'] ?? clock.now()).toISOString();
  const subject = subjectOf(context, {
    plan: inputs['plan-digest'] ?? '',
    proven: { bucket: inputs['bucket-proof'] ?? '', gateway: inputs['gateway-proof'] ?? '', at },
    configuration,
    decisions: decisionLines(decisions),
  });
  const digest = subjectDigest(subject);
  keepSubject(context, subject);
  keepForecast(context, digest, forecast);
  const sign = digest.slice(0, COMMENT_DIGITS);
  const waits = inputs.until === 'cutover';
  return {
    title: `Digest ${digest}`,
    verdict: 'pass',
    says: waits
      ? `This is what an approval signs.${runbook.gates.comment === 'none' ? '' : ` Write ${sign} into the comment of the approval.`}`
      : 'This is what an approval would sign. This run ends here and asks nobody.',
    facts: [
      { name: 'Proven at', value: utc(at) },
      { name: 'Forecast', value: totalInWords(forecast) },
      { name: 'Settings kept', value: String(Object.keys(configuration).length) },
    ],
    warnings: [],
    data: { digest, subject, forecast },
    outputs: { digest, 'forecast-seconds': secondsOf(forecast) },
    markdown: questionMarkdown(context, inputs, {
      ...{ digest, sign, provenAt: at, calendar, forecast },
      nights: measured.nights?.length,
      savedMs: oneMoreDelta(measured.executions, clock.now()),
    }),
  };
}

/** Only told here, and so never an error; undefined where the runbook names no calendar. */
async function calendarInWords(context: StepContext): Promise<string | undefined> {
  try {
    const state = await askCalendar(context);
    return state && stateInWords(state);
  } catch (thrown) {
    context.signal.throwIfAborted();
    return `it does not answer (${visible(asCutoverError(thrown).message)})`;
  }
}

/** The longest that is forecast; empty where a phase is not known, for then nobody knows the whole. */
const secondsOf = ({ toMs, unknown }: Forecast): string =>
  unknown.length > 0 ? '' : String(Math.ceil(toMs / 1000));
