// What a failed switch says once the servers were rolled back.
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { StepContext } from '../frame/context.ts';
import { describeMounts } from '../servers/read-mounts.ts';
import type { TestFileFound } from '../servers/test-file.ts';
import { rollbackFacts } from './rollback.ts';
import type { RollbackResult } from './rollback.ts';

/**
 * What a switch says that has failed and was rolled back for `cause`; `file` is the confirmation file, if there is one.
 * Without the journal a server keeps what it knows to be confirmed: then the source does not
 * serve everywhere.
 */
export function failedOutcome(
  { runbook: { source } }: StepContext,
  result: RollbackResult,
  { file, cause }: { readonly file: TestFileFound | undefined; readonly cause: CutoverError },
): Outcome {
  const stay = result.after.filter(({ serves }) => serves !== 'source');
  const state = stay.some(({ serves }) => serves === 'gateway') ? 'gateway' : 'source';
  const seen = stay.map((one) => `${one.server}: ${describeMounts(one)}`).join('; ');
  return {
    verdict: 'fail',
    says:
      stay.length === 0
        ? `The switch failed and ${source.mount} is served by ${source.export} as before. ${cause.message}`
        : `The switch failed, and ${source.mount} is not served by ${source.export} everywhere (${seen}). ${cause.message}`,
    facts: rollbackFacts(result),
    warnings: result.warnings,
    data: { state, ...result, failure: { code: cause.code, message: cause.message } },
    outputs: {
      state,
      restored: String(result.restored.length > 0),
      ...(file && { file: file.file, sha256: file.sha256 }),
    },
    error: new CutoverError(stay.length === 0 ? 'went-back' : 'server-failed', {
      ...cause.failure,
      cause,
    }),
  };
}
