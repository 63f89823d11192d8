// What the keys of finalize mean to a reviewer when they change: it is what deletes.

// The section comes and goes as a whole, and every key of it then has a value.
import { formatDuration } from '../../core/values/duration.ts';
import type { Rule } from './change-words.ts';
import { show } from '../problem.ts';

function finalizeGate(before: unknown, after: unknown): ReturnType<Rule> {
  if (after === undefined) return [{ says: 'the task and its locations are no longer deleted' }];
  if (before !== undefined)
    return [
      {
        says: `the gate of finalize changes from ${show(before)} to ${show(after)}`,
        risk: 'weaker gate',
      },
    ];
  const says = `the task and its locations may be deleted, released by ${show(after)}`;
  return [{ says, risk: 'may delete' }];
}

function holdTime(before: unknown, after: unknown): ReturnType<Rule> {
  const shown = (value: unknown): string => formatDuration(Number(value));
  if (after === undefined) return [{ says: 'there is nothing to hold finalize back from' }];
  if (before === undefined) return [{ says: `finalize waits for ${shown(after)}` }];
  const falls = Number(after) < Number(before);
  const says = `how long finalize waits ${falls ? 'falls' : 'grows'} from ${shown(before)} to ${shown(after)}`;
  return [falls ? { says, risk: 'may delete' } : { says }];
}

const agents: Rule = (before, after) => {
  if (after === true)
    return [{ says: "finalize deletes the task's agents, too", risk: 'may delete' }];
  return [
    { says: before === true ? 'finalize no longer deletes agents' : 'finalize leaves the agents' },
  ];
};

export const finalizeRules: Readonly<Record<string, Rule>> = {
  'finalize.environment': finalizeGate,
  'finalize.hold': holdTime,
  'finalize.delete-agent': agents,
};
