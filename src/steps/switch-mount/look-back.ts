// What a rollback of another run would do: it reads the journal and the servers, and changes nothing.
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { visible } from '../../core/text/markdown.ts';
import { isLeased } from '../../journal/claim.ts';
import type { Entry } from '../../journal/entry.ts';
import { next, wayBack } from '../../journal/states.ts';
import { standingFacts, untilInWords } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { readNamedRound } from '../migration/turn-back.ts';
import { describeMounts, readMountsOfEach } from '../servers/read-mounts.ts';
import type { MountPorts } from './adapters.ts';

/** Says where the migration of the named run stands, what serves each server, and whether there is something to undo. */
export async function lookBack(
  context: StepContext,
  { ssm, log }: Pick<MountPorts, 'ssm' | 'log'>,
  ofRun: string | undefined,
): Promise<Outcome> {
  if (ofRun === undefined)
    throw new CutoverError('bad-input', {
      what: 'input only-check',
      expected: 'of-run beside it, the id of the run to undo',
      got: 'no of-run',
      cure: 'add "of-run" under "with:" in the workflow',
    });
  const { newest } = await readNamedRound(context, log, ofRun);
  const { says, ready } = foresee(newest, context, ofRun);
  const { servers } = context.runbook.application;
  const { done, failed } = await readMountsOfEach(context, ssm, servers);
  return {
    verdict: 'pass',
    says,
    facts: [
      ...standingFacts(newest),
      ...done.map((one) => ({ name: one.server, value: visible(describeMounts(one)) })),
    ],
    warnings: [
      ...failed.map(({ server, error }) => `${server} did not answer: ${error.message}`),
      ...(newest.owner.run !== context.run.id && isLeased(newest, context.clock.now())
        ? [`Run ${newest.owner.run} may still act until ${untilInWords(newest)}: is it stopped?`]
        : []),
      ...(newest.state === 'confirmed' && ready ? [MISSING] : []),
    ],
    data: { state: newest.state, ready, servers: done },
    outputs: { state: ready ? 'ready' : 'nothing', restored: 'false' },
  };
}

const MISSING =
  'Applications have written through the gateway since the cutover was confirmed. The source does not have what they wrote: from the rollback on they do not see it.';

interface Foreseen {
  readonly says: string;
  readonly ready: boolean;
}

/** A list that was never made is made, too. */
function foresee(newest: Entry, { runbook }: Pick<StepContext, 'runbook'>, run: string): Foreseen {
  const end = wayBack(newest);
  if (end !== undefined)
    return {
      ready: true,
      says: `The rollback of run ${run} would serve ${runbook.source.mount} from ${runbook.source.export} on every server, make it writable, and ${end.to === 'rolled-back-open' ? 'list what was written through the gateway' : 'start the services'}.`,
    };
  if (next(newest, 'list') !== undefined)
    return {
      ready: true,
      says: `Run ${run} is rolled back. What was written through the gateway would be listed${newest.state === 'rolled-back-open' ? '' : ' again'}.`,
    };
  return { ready: false, says: `Nothing of run ${run} is left to undo.` };
}
