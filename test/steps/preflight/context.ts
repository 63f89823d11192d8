// What a check of the preflight is handed, without a process around it.
import type { StepContext } from '../../../src/steps/frame/context.ts';
import { load, sound } from '../../runbook/image-archive.ts';

/** The workshop's runbook in run 42, some of it changed. */
export const contextOf = (changes: Partial<StepContext> = {}): StepContext => ({
  runbook: load(sound),
  runbookFile: 'runbooks/image-archive.yml',
  run: { id: '42', attempt: 1, job: 'plan', stepId: 'plan', url: undefined },
  clock: { now: () => 0, sleep: () => Promise.resolve() },
  signal: new AbortController().signal,
  env: {},
  say: () => {},
  ...changes,
});
