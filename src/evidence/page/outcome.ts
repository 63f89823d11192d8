// How a run ended, as a reader wants it first: the word, what it means for the application, why, and what comes next.
import type { StepRecord } from '../../core/record.ts';
import { problemsOf } from '../run-report.ts';
import type { Ending } from '../run-ending.ts';
import type { Night } from './evidence.ts';
import { say } from './html.ts';
import type { Said } from './html.ts';

export type Tone = 'good' | 'calm' | 'warn' | 'bad';
export type Mark = 'check' | 'back' | 'stop' | 'cross' | 'question' | 'plan';

export interface Outcome {
  readonly tone: Tone;
  readonly mark: Mark;
  readonly title: Said;
  /** What the application has now. */
  readonly meaning: Said;
  /** What a person does next. */
  readonly next: Said | undefined;
  /** Why it went no further. */
  readonly why: { readonly record: StepRecord; readonly text: string } | undefined;
}

const LOOKS: Readonly<Record<Ending, readonly [Tone, Mark]>> = {
  planned: ['calm', 'plan'],
  proven: ['good', 'check'],
  confirmed: ['good', 'check'],
  denied: ['calm', 'stop'],
  'rolled-back': ['warn', 'back'],
  failed: ['bad', 'cross'],
  unproven: ['bad', 'question'],
};

/** Reads it from the state, which `report` made of the records. */
export function outcomeOf(night: Night): Outcome {
  const { ending } = night.state;
  const [tone, mark] = LOOKS[ending];
  const harmless = ending === 'failed' && night.state.left === 'nothing';
  return {
    tone: harmless ? 'warn' : tone,
    mark,
    title: say(`ending.${ending}`),
    meaning: meaningOf(night),
    next: nextOf(night),
    why: whyOf(night),
  };
}

function meaningOf({ state: { begun, ending, left }, runbook }: Night): Said {
  const { mount } = runbook.source;
  if (ending !== 'failed' && ending !== 'unproven') return say(`means.${ending}`, mount);
  if (left === 'nothing') return say(begun ? 'means.undone' : 'means.not-begun', mount);
  return say(`means.${left}`, mount);
}

/** What the gateway's side may have been given while it served: no run begins before somebody has decided about it. */
const UNSETTLED = ['rolled-back-open', 'rolled-back-listed', 'rolled-back-unknown'];

function nextOf({ last, runbook, state: { ending, left } }: Night): Said | undefined {
  if (left !== 'nothing') return say(`next.${left}`);
  if (ending === 'confirmed')
    return say(runbook.finalize === undefined ? 'next.watch' : 'next.hold');
  if (ending === 'planned' || ending === 'proven') return undefined;
  const list = last.findLast(({ step }) => step === 'list-written');
  if (UNSETTLED.includes(String(list?.data.state))) return say('next.settle');
  return say(ending === 'rolled-back' ? 'next.rolled-back' : 'next.again');
}

/** The first step that failed, or else the first that proved nothing: of what ended well nobody asks why. */
function whyOf({ last, state }: Night): Outcome['why'] {
  if (['planned', 'proven', 'confirmed', 'denied'].includes(state.ending)) return undefined;
  const failed = last.filter(({ error, verdict }) => error !== undefined || verdict === 'fail');
  const record = failed[0] ?? last.find(({ verdict }) => verdict === 'unproven');
  if (record === undefined) return undefined;
  const [problem] = problemsOf(record);
  return { record, text: problem?.text ?? record.error?.message ?? record.says };
}
