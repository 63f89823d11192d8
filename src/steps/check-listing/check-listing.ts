// Steps 4 and 6 of the procedure: `ls` on the gateway's mount, as the application's user.

import { CutoverError } from '../../core/errors.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Outcome } from '../../core/record.ts';
import { waitFor } from '../../core/wait.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { listPathRun } from '../servers/file-runs.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { refused, required, runDocument } from '../servers/run-document.ts';
import type { JournalLog } from '../../journal/log.ts';
import { holdMigration } from '../migration/hold.ts';
import type { TreePorts } from '../tree/adapters.ts';
import { keepListings } from '../tree/kept-listings.ts';
import { manifestOf } from '../manifest/manifest-store.ts';
import { wantedTree } from '../manifest/manifest-runs.ts';

export interface CheckListingInputs {
  /** `file`: one file. `tree`: every path of the source manifest. */
  readonly scope: 'file' | 'tree';
  /** With `file`: relative to the mount. */
  readonly file: string | undefined;
  /**
   * `present`: polled until the deadline, beyond the NFS client's own cache. `absent`: must not be there.
   * `either`: the step records what it sees; a file that shows already becomes a warning.
   */
  readonly expect: 'absent' | 'present' | 'either';
  /** How long the step waits for `present`, in milliseconds. */
  readonly timeout: number;
  /** With `tree`: the source is frozen, so nothing may be newer than the transfer. */
  readonly frozen: boolean;
  /** With `tree`: when the proven transfer began. */
  readonly 'transferred-at': number | undefined;
  /** With `tree`: where the proofs of this run lie, and which of them the re-check builds on. */
  readonly since: string | undefined;
  readonly proof: string | undefined;
  /** With `tree`: whether a proof of an earlier attempt counts. */
  readonly 'proofs-hold': boolean;
}

/** What the step needs besides: in the window the journal, which is told of the last proof. */
export interface ListingPorts extends TreePorts {
  readonly openLog: () => Promise<JournalLog>;
  /** And the evidence bucket, which keeps what a rollback compares with. */
  readonly openEvidence: () => Promise<EvidenceBucket>;
}

type FileInputs = Pick<CheckListingInputs, 'expect' | 'timeout'> & { readonly file: string };

type State = 'present' | 'absent';

interface Seen {
  readonly server: string;
  readonly state: State;
  readonly entries: string;
  readonly size: string;
  readonly listing: string;
}

const CURES: Readonly<Record<string, string>> = {
  'not-mounted': "mount the gateway's share on the server",
  hung: 'see whether the gateway answers: the listing did not end in 20 s',
  denied:
    "let the application's user list the mount: check the share's default permissions and squash",
  'outside-mount': 'name a path inside the mount; a symbolic link leads out of it',
};

/** Looks for one file, or for every file, on the gateway's mount. */
export async function checkListing(
  context: StepContext,
  ports: ListingPorts,
  inputs: CheckListingInputs,
): Promise<Outcome> {
  if (inputs.scope === 'tree') {
    const { checkTree } = await import('./check-tree.ts');
    const tree = { ...inputs, transferredAt: inputs['transferred-at'] };
    if (!inputs.frozen) return checkTree(context, ports, tree);
    assertWindow(context, 'proof');
    const hold = await holdMigration(context, await ports.openLog(), 'reprove');
    const outcome = await checkTree(context, ports, tree);
    if (outcome.error !== undefined) return outcome;
    const manifest = await manifestOf(context, ports, wantedTree(context.runbook, 'source'));
    await keepListings(context, await ports.openEvidence(), { round: hold.entry, manifest });
    await hold.advance('reprove');
    return outcome;
  }
  const { file } = inputs;
  if (file === undefined)
    throw new CutoverError('bad-input', {
      what: 'input file',
      expected: 'a file, with scope: file',
      got: 'nothing',
      cure: 'hand over the output file of create-test-file, or use scope: tree',
    });
  return checkFile(context, ports.ssm, { ...inputs, file });
}

/** Lists the file's folder on the gateway's mount on every server. */
async function checkFile(context: StepContext, ssm: Ssm, inputs: FileInputs): Promise<Outcome> {
  const { clock } = context;
  const began = clock.now();
  const seen =
    inputs.expect === 'present'
      ? await untilPresent(context, ssm, inputs)
      : await look(context, ssm, inputs.file);
  const state: State = seen.every((one) => one.state === 'present') ? 'present' : 'absent';
  const someoneSees = seen.some((one) => one.state === 'present');
  if (inputs.expect === 'absent' && someoneSees) throw unexpected(context, inputs.file, seen);
  return {
    verdict: 'pass',
    says: sentence(context, inputs, state, clock.now() - began),
    facts: seen.map((one) => ({
      name: one.server,
      value: `${one.state}${one.state === 'present' ? `, ${one.size} bytes` : ''}; the folder shows ${one.entries} entries`,
    })),
    warnings:
      inputs.expect === 'either' && someoneSees
        ? [
            `${inputs.file} shows before the refresh. This happens if the share expires its cache by itself or had never listed the folder; it proves nothing against the refresh.`,
          ]
        : [],
    data: { file: inputs.file, expect: inputs.expect, state, servers: seen },
    outputs: { state },
  };
}

function sentence(
  context: StepContext,
  { file, expect }: FileInputs,
  state: State,
  waited: number,
): string {
  const { mount } = context.runbook.gateway;
  if (expect === 'present')
    return `${file} shows on ${mount}, ${formatDuration(waited)} after the first look.`;
  return state === 'present'
    ? `${file} shows on ${mount} already.`
    : `${file} does not show on ${mount}: the gateway's metadata cache does not know it yet.`;
}

async function look(context: StepContext, ssm: Ssm, file: string): Promise<readonly Seen[]> {
  const { runbook } = context;
  const answers = await runDocument(context, ssm, listPathRun(runbook, file));
  return answers.map((answer) => {
    if (answer.refusal) throw refused(`ls ${runbook.gateway.mount}`, answer, CURES);
    const state = required(answer, 'state');
    if (state !== 'present' && state !== 'absent')
      throw new CutoverError('server-failed', {
        what: `document ${answer.document} on ${answer.server}`,
        expected: 'present or absent',
        got: state,
        cure: 'deploy the documents of this commit',
      });
    return {
      server: answer.server,
      state,
      entries: answer.values.get('entries') ?? '?',
      size: answer.values.get('size') ?? '',
      listing: answer.values.get('listing') ?? '',
    };
  });
}

/** The Linux NFS client keeps listings and "no such file" for up to 60 s (nfs(5)): one look is no proof. */
function untilPresent(
  context: StepContext,
  ssm: Ssm,
  { file, timeout }: FileInputs,
): Promise<readonly Seen[]> {
  const { clock, signal, say, runbook } = context;
  const describe = (seen: readonly Seen[]): string =>
    seen.map(({ server, state, entries }) => `${server}: ${state}, ${entries} entries`).join('; ');
  return waitFor({
    what: `${file} on ${runbook.gateway.mount}`,
    until: 'the file in the listing of every server',
    cure: "see that the refresh covered its folder, that the share shows this prefix, and the gateway's health log",
    clock,
    signal,
    timeoutMs: timeout,
    delaysMs: DELAYS.listing,
    read: () => look(context, ssm, file),
    classify: (seen) => (seen.every(({ state }) => state === 'present') ? 'done' : 'again'),
    progress: (seen) => {
      say(`Not yet: ${describe(seen)}`);
    },
    describe,
  });
}

const unexpected = (context: StepContext, file: string, seen: readonly Seen[]): CutoverError =>
  new CutoverError('differs', {
    what: `${file} on ${context.runbook.gateway.mount}`,
    expected: 'absent',
    got: seen.map(({ server, state }) => `${server}: ${state}`).join(', '),
    cure: 'use expect: either if the share may refresh itself',
  });
