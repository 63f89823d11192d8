// What a run leaves to a person, besides what stands on the servers: files behind the gateway, or a doubt.
import type { Entry } from '../../journal/entry.ts';
import type { State } from '../../journal/states.ts';
import type { StepContext } from '../frame/context.ts';

/** `settle`: the workflow Rollback has work; `look`: somebody must read the report. */
export type Next = 'nothing' | 'settle' | 'look';

/** What the report has found. */
interface Found {
  /** The newest entry; null where the journal is empty, undefined where it could not be read. */
  readonly entry: Entry | null | undefined;
  readonly hasBegun: boolean;
  /** Whether the report doubts its own ending. */
  readonly inDoubt: boolean;
}

const TO_SETTLE: readonly State[] = [
  'rolled-back-open',
  'rolled-back-listed',
  'rolled-back-unknown',
];
const OVER: readonly State[] = ['rolled-back-settled', 'finalized', 'abandoned'];

/** An unread journal is no empty one: files may lie behind the gateway then. */
export function nextOf(
  { runbookFile }: Pick<StepContext, 'runbookFile'>,
  { entry, hasBegun, inDoubt }: Found,
): Next {
  if (entry?.runbook === runbookFile && isToSettle(entry)) return 'settle';
  return inDoubt || (hasBegun && entry === undefined) ? 'look' : 'nothing';
}

const isToSettle = ({ state, split, detached }: Entry): boolean =>
  TO_SETTLE.includes(state) ||
  (!OVER.includes(state) && [...(split ?? []), ...(detached ?? [])].length > 0);
