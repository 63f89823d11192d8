// Records of a run → how it ended. The truth is what steps proved, not which jobs were green.
import type { StepRecord } from '../core/record.ts';

/** `unproven`: records are missing, so the run is not judged. */
export type Ending =
  'planned' | 'proven' | 'confirmed' | 'denied' | 'rolled-back' | 'failed' | 'unproven';

export interface Course {
  readonly until: 'plan' | 'proof' | 'cutover';
  readonly records: readonly StepRecord[];
  /** Gates at which a reviewer said no. */
  readonly rejected: readonly string[];
  /** Jobs whose records are missing, as `jobsWithoutRecords` finds them. */
  readonly missing: readonly string[];
  /** Whether nobody knows what the cutover did, as `cutoverIsLost` finds it. */
  readonly lost: boolean;
}

export interface State {
  readonly ending: Ending;
  /** What is left on the servers that nobody wants to find there in the morning; `unknown` if records are missing. */
  readonly left: 'nothing' | 'frozen' | 'switched' | 'split' | 'silent' | 'unknown';
  /** The servers that have not answered the way back; absent without any. */
  readonly silent?: readonly string[];
  /** Whether a freeze, or a switch, may have reached a server. */
  readonly begun: boolean;
}

/**
 * The jobs that have succeeded and of which there is no record, or not that of the switch. Each job that succeeds keeps one, in this attempt or in
 * the one that "Re-run failed jobs" took over. So a download that brought a part is found here. A failed job may have
 * none: its gate was denied, or its runner was lost.
 */
export const jobsWithoutRecords = (
  results: ReadonlyMap<string, string>,
  records: readonly StepRecord[],
): readonly string[] =>
  [...results]
    .filter(([name, result]) => result === 'success' && !hasRecords(name, records))
    .map(([name]) => name);

/** Part of the cutover's records is none: without the switch they say that the source is read-only. */
const hasRecords = (name: string, records: readonly StepRecord[]): boolean =>
  ofLastAttempt(name, records).some(
    ({ data, step, verdict }) =>
      name !== 'cutover' ||
      (step === 'switch-mount' && verdict === 'pass' && data.state === 'gateway'),
  );

function ofLastAttempt(name: string, records: readonly StepRecord[]): readonly StepRecord[] {
  const own = records.filter(({ job }) => job === name);
  const last = Math.max(...own.map(({ attempt }) => attempt));
  return own.filter(({ attempt }) => attempt === last);
}

/** The last step of each job that always runs where the job succeeds. */
export const LAST_STEPS: Readonly<Record<string, string>> = {
  plan: 'plan',
  sync: 'delta',
  verify: 'tree',
  refresh: 'tree',
  ask: 'proven',
  cutover: 'switch',
  rollback: 'thaw',
  'list-written': 'list',
};

/**
 * The jobs that have succeeded, whose records came from the evidence bucket alone, and without the one of the last step:
 * each record is written there by itself, so a part may be missing.
 */
export const jobsCutShort = (
  results: ReadonlyMap<string, string>,
  { uploaded, records }: Readonly<Record<'uploaded' | 'records', readonly StepRecord[]>>,
): readonly string[] =>
  Object.entries(LAST_STEPS)
    .filter(
      ([name, last]) =>
        results.get(name) === 'success' &&
        records.some(({ job }) => job === name) &&
        !uploaded.some(({ job }) => job === name) &&
        !ofLastAttempt(name, records).some(({ id }) => id === last),
    )
    .map(([name]) => name);

/**
 * The job of the cutover has failed without its own last step, the thaw, and no thaw of another job has passed since: its
 * runner may be lost. The records alone say it, wherever they came from, so that report and verifier agree.
 */
export function cutoverIsLost(
  results: ReadonlyMap<string, string>,
  records: readonly StepRecord[],
): boolean {
  if (!['failure', 'cancelled'].includes(results.get('cutover') ?? '')) return false;
  const [{ attempt: newest } = { attempt: 0 }] = ofLastAttempt('cutover', records);
  return !records.some(
    ({ attempt, data, id, job, step, verdict }) =>
      step === 'freeze-source' &&
      attempt >= newest &&
      (job === 'cutover'
        ? id === 'thaw' && data.others !== true
        : data.thawed !== undefined && verdict === 'pass'),
  );
}

/** Reads the records in their order; a later one overrules an earlier one, as does a later attempt. */
export function endingOf({ until, records: all, rejected, missing, lost }: Course): State {
  const records = newest(all);
  const { frozen, switched, confirmed, undone, begun, silent } = records.reduce(follow, START);
  // A part may lack what a later step has done, or undone.
  if (missing.length > 0) return { ending: 'unproven', left: 'unknown', begun };
  if (confirmed) return { ending: 'confirmed', left: 'nothing', begun };
  if (silent !== undefined)
    return { ending: 'failed', left: frozen ? 'split' : 'silent', begun, silent };
  const left = switched ? 'switched' : frozen ? 'frozen' : 'nothing';
  // What a lost runner has kept ends before the step in which it was lost: that may have been the switch.
  if (lost && left === 'frozen' && !records.some(({ job }) => job === 'rollback'))
    return { ending: 'failed', left: 'unknown', begun };
  if (left !== 'nothing') return { ending: 'failed', left, begun };
  if (undone) return { ending: 'rolled-back', left, begun };
  // A rejection of an earlier attempt says nothing where the gate was passed later.
  const broke = records.some(({ verdict, error }) => verdict === 'fail' || error !== undefined);
  if (rejected.length > 0 && !broke && !records.some(({ job }) => job === 'cutover'))
    return { ending: 'denied', left, begun };
  if (lost) return { ending: 'failed', left: 'unknown', begun };
  // What is unproven may go on (a lost event, when the listing decides), but not where the step itself has failed.
  const passed =
    records.length > 0 &&
    records.every(({ verdict, error }) => verdict !== 'fail' && error === undefined);
  if (until === 'plan' && passed && records.some(({ step }) => step === 'plan'))
    return { ending: 'planned', left, begun };
  if (until === 'proof' && passed && PROOF.every((proof) => records.some(proof)))
    return { ending: 'proven', left, begun };
  return { ending: 'failed', left, begun };
}

/** Of each step the record of its last attempt, in the order of all. */
export function newest(records: readonly StepRecord[]): readonly StepRecord[] {
  const last = new Map<string, number>();
  const nameOf = ({ job, id }: StepRecord): string => `${job}/${id}`;
  for (const record of records)
    last.set(nameOf(record), Math.max(record.attempt, last.get(nameOf(record)) ?? 0));
  return records.filter((record) => record.attempt === last.get(nameOf(record)));
}

interface Progress {
  readonly frozen: boolean;
  readonly switched: boolean;
  readonly confirmed: boolean;
  readonly undone: boolean;
  readonly begun: boolean;
  readonly silent: readonly string[] | undefined;
}

const START: Progress = {
  ...{ frozen: false, switched: false, confirmed: false },
  ...{ undone: false, begun: false, silent: undefined },
};

function follow(state: Progress, record: StepRecord): Progress {
  const { data, step, verdict, error } = record;
  if (error !== undefined && REFUSED_FIRST.includes(error.code)) return state;
  // Another job held the migration: this step has looked at no server.
  if (data.others === true) return state;
  if (step === 'freeze-source') {
    // A freeze that was not begun: its proofs are missing, or a server does not serve the source.
    if (error?.code === 'not-ready' && data.thawed === undefined) return state;
    if (data.thawed !== undefined && verdict === 'pass')
      return {
        ...{ ...state, frozen: false, silent: undefined },
        undone: state.undone || some(data.thawed),
      };
    // What serves on a silent server is unknown; each of the others serves the source.
    const silent = namesIn(data.split) ?? namesIn(data.silent);
    if (silent !== undefined)
      return { ...state, frozen: some(data.split), switched: false, begun: true, silent };
    return { ...state, frozen: true, begun: true };
  }
  if (step !== 'switch-mount') return state;
  if (data.state === 'gateway' && verdict === 'pass')
    return { ...state, switched: true, confirmed: true, begun: true };
  if (data.state === 'source')
    return {
      ...state,
      switched: false,
      confirmed: state.confirmed && !some(data.restored),
      undone: state.undone || some(data.restored),
    };
  return { ...state, switched: true, begun: true };
}

/** Codes of what is refused before any server is asked. */
export const REFUSED_FIRST: readonly string[] = ['bad-input', 'window-closed'];

const namesIn = (value: unknown): readonly string[] | undefined =>
  some(value) ? (value as readonly unknown[]).map(String) : undefined;

const some = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** What must have passed: the canary on the gateway, every file in the bucket, every file on the gateway. */
const PROOF: readonly ((record: StepRecord) => boolean)[] = [
  ({ step, verdict, data }) =>
    step === 'check-listing' && verdict === 'pass' && data.expect === 'present',
  ({ step, verdict, data }) => step === 'verify-s3' && verdict === 'pass' && data.scope === 'tree',
  ({ step, verdict, data }) =>
    step === 'check-listing' && verdict === 'pass' && data.scope === 'tree',
];
