// Step 5 of the procedure: the gateway reads the bucket's folders again, and says when it is done.
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { foldersForFile, foldersForShare } from './refresh-folders.ts';
import type { RefreshFolders } from './refresh-folders.ts';
import type { StepContext } from '../frame/context.ts';
import { refreshFolders } from './refresh-call.ts';
import type { RefreshPorts } from './adapters.ts';
import type { RefreshChangedInputs } from './refresh-changed.ts';
import { refreshOutcome } from './refresh-outcome.ts';

export interface RefreshCacheInputs extends RefreshChangedInputs {
  /**
   * `file`: the folder of `file`, and the runbook's folders. `share`: the runbook's folders, or all of the share.
   * `changed`: the folders that changed at the source since the proof of the gateway, or `share` if that is cheaper.
   */
  readonly scope: 'file' | 'share' | 'changed';
  readonly file: string | undefined;
}

/** Refreshes and waits for the event of its own notification id; without the event the outcome is *unproven*. */
export async function refreshCache(
  context: StepContext,
  ports: RefreshPorts,
  inputs: RefreshCacheInputs,
): Promise<Outcome> {
  if (inputs.scope === 'changed') {
    const { refreshChanged } = await import('./refresh-changed.ts');
    return refreshChanged(context, ports, inputs);
  }
  const { folders, recursive } = foldersOf(context, inputs);
  return refreshOutcome(context, await refreshFolders(context, ports, folders, recursive));
}

function foldersOf({ runbook }: StepContext, { scope, file }: RefreshCacheInputs): RefreshFolders {
  if (scope === 'share') return foldersForShare(runbook);
  if (file === undefined)
    throw new CutoverError('bad-input', {
      what: 'input file',
      expected: 'the file whose folder is refreshed, with scope: file',
      got: 'nothing',
      cure: 'hand over the output file of create-test-file, or use scope: share',
    });
  return foldersForFile(runbook, file);
}
