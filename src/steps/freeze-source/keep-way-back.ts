// Before anything is frozen, each server gets the script that leads it back by hand, without AWS and without GitHub.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Fact } from '../../core/record.ts';
import { statePath } from '../../plan/document-run.ts';
import type { StepContext } from '../frame/context.ts';
import type { Fence } from '../servers/fence.ts';
import { keepRestoreRun } from '../servers/mount-runs.ts';
import { refused, required, runDocument } from '../servers/run-document.ts';
import { CURES } from './cures.ts';

/** The script on one server. */
interface Kept {
  readonly server: string;
  readonly sha256: string;
}

/** What the servers have kept, for the record. */
export interface WayBack {
  readonly facts: readonly Fact[];
  readonly kept: readonly Kept[];
}

/** Puts the script on every server; throws `server-refused` where one does not take it. */
export async function keepWayBack(context: StepContext, ssm: Ssm, fence: Fence): Promise<WayBack> {
  const { run, runbook } = context;
  const answers = await runDocument(context, ssm, keepRestoreRun(runbook, run.id), fence);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused('keeping the way back by hand', bad, CURES);
  return {
    facts: [
      { name: 'Way back by hand', value: `sh ${statePath(runbook)}/restore, on each server` },
    ],
    kept: answers.map((answer) => ({ server: answer.server, sha256: required(answer, 'kept') })),
  };
}
