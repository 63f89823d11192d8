// Records of a run → how it ended. The truth is what steps proved, not which jobs were green.
import type { StepRecord } from '../core/record.ts';

export type Ending = 'planned' | 'proven' | 'confirmed' | 'denied' | 'rolled-back' | 'failed';

export interface Course {
  readonly until: 'plan' | 'proof' | 'cutover';
  readonly records: readonly StepRecord[];
  /** Gates at which a reviewer said no. */
  readonly rejected: readonly string[];
}

export interface State {
  readonly ending: Ending;
  /** What is left on the servers that nobody wants to find there in the morning. */
  readonly left: 'nothing' | 'frozen' | 'switched';
}

/** Reads the records in their order; a later one overrules an earlier one. */
export function endingOf({ until, records, rejected }: Course): State {
  const { frozen, switched, confirmed, undone } = records.reduce(follow, START);
  if (confirmed) return { ending: 'confirmed', left: 'nothing' };
  const left = switched ? 'switched' : frozen ? 'frozen' : 'nothing';
  if (left !== 'nothing') return { ending: 'failed', left };
  if (undone) return { ending: 'rolled-back', left };
  if (rejected.length > 0) return { ending: 'denied', left };
  const passed = records.length > 0 && records.every(({ verdict }) => verdict !== 'fail');
  if (until === 'plan' && passed && records.some(({ step }) => step === 'plan'))
    return { ending: 'planned', left };
  if (until === 'proof' && passed && records.some(shownOnGateway))
    return { ending: 'proven', left };
  return { ending: 'failed', left };
}

interface Progress {
  readonly frozen: boolean;
  readonly switched: boolean;
  readonly confirmed: boolean;
  readonly undone: boolean;
}

const START: Progress = { frozen: false, switched: false, confirmed: false, undone: false };

function follow(state: Progress, record: StepRecord): Progress {
  const { data, step, verdict } = record;
  if (step === 'freeze-source') {
    if (data.thawed !== undefined && verdict === 'pass')
      return { ...state, frozen: false, undone: state.undone || some(data.thawed) };
    return { ...state, frozen: true };
  }
  if (step !== 'switch-mount') return state;
  if (data.state === 'gateway' && verdict === 'pass')
    return { ...state, switched: true, confirmed: true };
  if (data.state === 'source')
    return {
      ...state,
      switched: false,
      confirmed: state.confirmed && !some(data.restored),
      undone: state.undone || some(data.restored),
    };
  return { ...state, switched: true };
}

const some = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const shownOnGateway = ({ step, verdict, data }: StepRecord): boolean =>
  step === 'check-listing' && verdict === 'pass' && data.expect === 'present';
