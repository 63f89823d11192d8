// Which of its task's settings a run overrides, and whether the task can be run with them.
import type { Runbook } from './runbook.ts';
import type { TaskOptions } from './schema/optional-sections.ts';

type Datasync = Pick<Runbook['datasync'], 'options'>;

/**
 * What a start overrides. No start deletes, whatever the task or the runbook says: only remove-extras does, with its
 * own limits. A verification of everything at one point in time needs a source that nobody writes to. Before the freeze
 * each file that is written meanwhile would fail it, so the task keeps its own setting.
 */
export function overridesOf({ options = {} }: Datasync, frozen: boolean): TaskOptions {
  const left = !frozen && wantsPointInTime({ options }) ? ['VerifyMode'] : [];
  const rest = Object.entries(options).filter(([name]) => !left.includes(name));
  return { ...Object.fromEntries(rest), PreserveDeletedFiles: 'PRESERVE' };
}

/** Whether the runbook asks for the verification of everything at one point in time. */
export const wantsPointInTime = ({ options }: Datasync): boolean =>
  options?.VerifyMode === 'POINT_IN_TIME_CONSISTENT';

/** Why a task of this mode cannot run with the runbook's verification; undefined: it can. */
export function verifyModeProblem(
  datasync: Datasync,
  mode: string | undefined,
): { readonly expected: string; readonly got: string; readonly cure: string } | undefined {
  // The API's model: "not supported for tasks in Enhanced mode", which checks what it has sent and nothing else.
  if (!wantsPointInTime(datasync) || mode === 'BASIC') return undefined;
  return {
    expected: 'a task in BASIC mode, with datasync.options.VerifyMode: POINT_IN_TIME_CONSISTENT',
    got:
      mode === 'ENHANCED'
        ? 'ENHANCED mode, which verifies only the data that it transfers'
        : `the mode ${mode ?? 'unknown'}`,
    cure: 'set VerifyMode: ONLY_FILES_TRANSFERRED in the runbook (the proof of every file compares the rest), or name a task in BASIC mode',
  };
}
