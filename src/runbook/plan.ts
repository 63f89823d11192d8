// The exact operations of a run, in order, derived from the runbook alone.
import {
  freeze,
  idOf,
  listing,
  type Operation,
  readMounts,
  refresh,
  removals,
  send,
  switchMount,
  testFile,
  transfer,
  verify,
} from './operations.ts';
import type { Runbook } from './runbook.ts';
import { checkTree, verifyTree } from './tree-operations.ts';
import { testFileName } from './test-file-name.ts';

/** How far a run goes: read only, up to the proof that files arrive, or all of it. */
export type Until = 'plan' | 'proof' | 'cutover';

export interface Occasion {
  readonly run: string;
  readonly until: Until;
}

/** What a run of this runbook will do, first to last. */
export function operations(runbook: Runbook, { run, until }: Occasion): Operation[] {
  if (until === 'plan') return [planned, reported];
  const proof = [planned, ...proofOperations(runbook, run)];
  if (until === 'proof') return [...proof, ...removals(runbook, run, ['canary']), reported];
  return [
    ...proof,
    ...signOffs(runbook),
    ...cutoverOperations(runbook, run),
    ...removals(runbook, run, ['canary', 'confirmation']),
    reported,
    ...wayBack(runbook),
  ];
}

const planned: Operation = {
  job: 'plan',
  step: 'plan',
  what: 'check the runbook and derive these operations from it; nothing is called',
  calls: [],
  when: 'forward',
};

const reported: Operation = {
  job: 'report',
  step: 'report',
  what: 'put the records of all jobs in one place and say how the run ended',
  calls: [],
  when: 'forward',
};

function proofOperations(runbook: Runbook, run: string): Operation[] {
  const { canary } = runbook;
  const target = testFileName(canary.to, run);
  return [
    testFile(runbook, 'sync', canary, target),
    transfer(runbook, 'sync', 'copy what is new since the last execution'),
    verify(runbook, 'verify', target),
    verifyTree(runbook, 'verify', false),
    listing(runbook, 'refresh', target, 'not there yet, as the gateway has not been told'),
    refresh(runbook, 'refresh', 'file'),
    listing(runbook, 'refresh', target, 'there'),
    refresh(runbook, 'refresh', 'share'),
    checkTree(runbook, 'refresh'),
  ];
}

function signOffs({ gates }: Runbook): Operation[] {
  return gates.signOff.map((gate) => ({
    job: 'sign-off',
    step: 'sign-off',
    what: `wait for the reviewers of ${gate}`,
    calls: [],
    gate,
    when: 'forward' as const,
  }));
}

function cutoverOperations(runbook: Runbook, run: string): Operation[] {
  const { canary, confirmation, gates } = runbook;
  const canaryName = testFileName(canary.to, run);
  const confirmationName = testFileName(confirmation.to, run);
  const all: Operation[] = [
    freeze(runbook),
    transfer(runbook, 'cutover', 'copy what was written until the freeze'),
    verify(runbook, 'cutover', canaryName),
    verifyTree(runbook, 'cutover', true),
    refresh(runbook, 'cutover', 'share'),
    listing(runbook, 'cutover', canaryName, 'there'),
    checkTree(runbook, 'cutover'),
    switchMount(runbook, confirmationName),
  ];
  return all.map((operation) => ({ ...operation, gate: gates.cutover }));
}

function wayBack(runbook: Runbook): Operation[] {
  const { application, gateway, source } = runbook;
  const restored = {
    mount: source.mount,
    from: gateway.export,
    to: source.export,
    options: source.options,
  };
  return [
    {
      job: 'cutover or rollback',
      step: 'switch-mount',
      what: `wait for the gateway's uploads, then serve ${source.mount} from ${source.export} again, wherever this run has switched it`,
      calls: [
        readMounts(runbook),
        {
          service: 'storagegateway',
          operation: 'DescribeCache',
          region: runbook.storageRegion,
          parameters: { gateway: idOf(gateway.arn) },
        },
        send(runbook, 'restore-mount', application.servers, restored),
      ],
      changes: `${source.mount} comes from the source again, and so does /etc/fstab`,
      when: 'way-back',
    },
    {
      job: 'cutover or rollback',
      step: 'freeze-source',
      what: `make ${source.mount} writable again where this run has frozen it, and prove it by a write`,
      calls: [
        readMounts(runbook),
        send(runbook, 'thaw-source', application.servers, { mount: source.mount }),
      ],
      changes: `${source.mount} can be written to again`,
      when: 'way-back',
    },
  ];
}
