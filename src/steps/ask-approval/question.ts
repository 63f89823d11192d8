// What an approver reads, in the order in which it is asked: what will happen, what is proven, what is not, how to go back.
import type { Instant } from '../../core/clock.ts';
import { code, plain } from '../../core/text/markdown.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import { lastMoments } from '../../evidence/forecast/phases.ts';
import type { Forecast } from '../../evidence/forecast/phases.ts';
import { phaseLines, totalInWords } from '../../evidence/forecast/words.ts';
import { windowAt } from '../../runbook/change-window.ts';
import { gatesOf, quorumOf } from '../../runbook/quorum.ts';
import type { ChangeWindow, Runbook } from '../../runbook/runbook.ts';
import type { StepContext } from '../frame/context.ts';

export interface AskInputs {
  readonly until: 'proof' | 'cutover';
  readonly ticket: string;
  readonly reason: string;
  /** SHA-256 of the plan of this run, and of the proof of each layer. */
  readonly 'plan-digest': string | undefined;
  readonly 'bucket-proof': string | undefined;
  readonly 'gateway-proof': string | undefined;
  readonly 'proven-at': Instant | undefined;
  /** How many paths the source had, and how many the delta has moved. */
  readonly rows: number | undefined;
  readonly 'files-transferred': number | undefined;
  /** The delta of this run. */
  readonly 'execution-arn': string | undefined;
  /** What each part of a whole comparison took, in seconds. */
  readonly 'bucket-seconds': number | undefined;
  readonly 'share-seconds': number | undefined;
  readonly 'gateway-seconds': number | undefined;
}

interface Question {
  readonly digest: string;
  /** The part of the digest that a comment names. */
  readonly sign: string;
  /** ISO 8601, UTC. */
  readonly provenAt: string;
  /** What the change calendar says now; undefined without one. */
  readonly calendar: string | undefined;
  readonly forecast: Forecast;
  /** How many earlier nights of this runbook were found; undefined where the evidence bucket did not answer. */
  readonly nights: number | undefined;
  /** By how much one more delta would shorten the window; undefined where it would not. */
  readonly savedMs: number | undefined;
}

/** The question as Markdown; what comes from the runbook or the run stays text. */
export function questionMarkdown(
  context: StepContext,
  inputs: AskInputs,
  question: Question,
): string {
  const { runbook } = context;
  const lines = [
    ...section('What will happen', happens(runbook, inputs)),
    ...section('What was proven', proven(runbook, inputs, question)),
    ...section('What was not proven', notProven(runbook)),
    ...section('Forecast of the window', lasts(context, question)),
    ...section('How to go back', back(runbook)),
    ...(inputs.until === 'cutover'
      ? section('What an approval means', means(runbook, question))
      : []),
  ];
  return lines.join('\n');
}

const section = (title: string, points: readonly string[]): string[] => [
  `#### ${title}`,
  '',
  ...points.map((point) => `- ${point}`),
  '',
];

function happens(runbook: Runbook, { ticket, reason }: AskInputs): string[] {
  const { application, gateway, source } = runbook;
  const { services } = application;
  return [
    `${plain(runbook.description)}. Change ${code(ticket)}: ${plain(reason)}`,
    `${code(source.mount)} of ${application.servers.map(code).join(', ')} is served by ${code(gateway.export)} instead of ${code(source.export)}.`,
    services.length === 0
      ? 'No service is stopped. The source is read-only until the switch.'
      : `${services.map(code).join(', ')}: stopped for the freeze, and started again behind the switch.`,
    ...(runbook.verify.removeLimit === undefined
      ? []
      : [
          `Objects without a file are removed from the bucket: ${runbook.verify.removeLimit} at most.`,
        ]),
  ];
}

function proven(
  { verify }: Runbook,
  { rows, 'files-transferred': moved }: AskInputs,
  { provenAt }: Question,
): string[] {
  const sample =
    verify.depth === 'size'
      ? 'by size and time'
      : `by size and time, and ${verify.sample === 'all' ? 'all of them' : `a sample of ${verify.sample}`} by ${verify.depth === 'content' ? 'the SHA-256 of their bytes' : 'the metadata of their objects'}`;
  return [
    `${rows === undefined ? 'Every path' : `${rows} paths`} of the source, against the bucket and against the gateway: ${sample}. Proven at ${utc(provenAt)}.`,
    `A new file has travelled from the source to the bucket and to the gateway.${moved === undefined ? '' : ` The delta has moved ${moved} files.`}`,
  ];
}

function notProven({ verify }: Runbook): string[] {
  return [
    'What is written to the source from now on. It is copied after the freeze and proven before the switch, by these same rules. The approval signs the rules, too.',
    ...(verify.recheck === 'full'
      ? []
      : [
          'What others change in the bucket from now on: behind the freeze only folders are compared again that have changed at the source.',
        ]),
    ...(verify.depth !== 'size' && verify.sample !== 'all'
      ? ['The bytes of files outside of the sample.']
      : []),
    'Who may bypass the rules of the default branch: GitHub does not tell it.',
  ];
}

function lasts({ clock, runbook }: StepContext, question: Question): string[] {
  const { calendar, forecast, nights, savedMs } = question;
  const { window } = runbook.change;
  return [
    `From the freeze to the confirmation: ${totalInWords(forecast)}. Nothing of it is a promise, and the approval does not sign it.`,
    ...phaseLines(forecast).map((line) => `${line}.`),
    nightsInWords(nights),
    ...(savedMs === undefined
      ? []
      : [
          `One more delta before the freeze would shorten the last transfer by about ${formatDuration(savedMs)}: start a new run, and approve that one soon after its question.`,
        ]),
    ...(window === undefined
      ? ['There is no change window.']
      : [
          `Change window: ${plain(windowAt(window, clock.now()))}. After an approval the run waits for its begin, if all of it fits into a job of six hours. Otherwise an approval outside of it changes nothing.`,
          lastInWords(window, forecast),
        ]),
    ...(calendar === undefined
      ? []
      : [
          `Change calendar ${code(runbook.change.calendar ?? '')}: ${plain(calendar)}. It is asked again behind the gate, before the freeze and before the switch. If it is not open for long enough then, nothing goes forward.`,
        ]),
  ];
}

function nightsInWords(nights: number | undefined): string {
  if (nights === undefined)
    return 'Earlier nights are not counted: the evidence bucket did not answer.';
  if (nights === 0) return 'The evidence bucket has no earlier night of this runbook.';
  return `Earlier nights of this runbook that are counted: ${nights}. Those of other runbooks are not.`;
}

function lastInWords(window: ChangeWindow, forecast: Forecast): string {
  const { freeze, rollback } = lastMoments(window, forecast);
  const at = (instant: Instant): string => utc(new Date(instant).toISOString());
  if (forecast.unknown.length > 0)
    return `How long all of it takes is not known, and so no last moment of a freeze. Until ${at(rollback)} a rollback still fits the window.`;
  if (freeze < Date.parse(window.notBefore))
    return `The window is shorter than the longest forecast: the run may reach its time to give up, and roll back. A rollback that begins by ${at(rollback)} is over in the window.`;
  return `Until ${at(freeze)} a freeze leaves time for the longest forecast. Until ${at(rollback)} a rollback still fits the window.`;
}

function back({ change: { window } }: Runbook): string[] {
  return [
    'If a step fails, the run serves the source again by itself, and asks nobody.',
    `After the confirmation: the workflow Rollback. ${window?.giveUpAt === undefined ? 'The runbook names no time at which a run gives up.' : 'The run gives up by itself at the time that the runbook names.'}`,
  ];
}

function means(runbook: Runbook, { sign, digest }: Question): string[] {
  const { comment, validFor } = runbook.gates;
  const gates = gatesOf(runbook).map(code).join(', ');
  return [
    `It holds for the digest ${code(digest)} alone.${comment === 'none' ? '' : ` The comment names it: ${code(sign)}.`}`,
    `${quorumOf(runbook) === 1 ? 'One person' : `${quorumOf(runbook)} different people`} at ${gates}; nobody who has started this run.`,
    `It holds for ${formatDuration(validFor)} from the proof, and as long as no setting changes.`,
    'The run blocks every other cutover of this runbook while it waits. Whoever does not approve it should reject it. GitHub ends the wait after 30 days.',
  ];
}
