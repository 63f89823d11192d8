// Refreshes after the freeze only the folders that changed since the proof of the gateway, in as few calls as AWS takes.

import { isUtf8 } from 'node:buffer';
import { counted } from '../../core/text/markdown.ts';
import { formatDuration, minutesInWords } from '../../core/values/duration.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { FOLDERS_PER_CALL, foldersForShare, normalizeShareFolder } from './refresh-folders.ts';
import { REFRESH_SPACING_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { knownManifest } from '../manifest/manifest-store.ts';
import { refreshFolders } from './refresh-call.ts';
import type { RefreshPorts } from './adapters.ts';
import type { RefreshedFolders } from './refresh-call.ts';
import { noEvent, refreshOutcome } from './refresh-outcome.ts';
import { proofName, recheckData, recheckFacts, recheckOf } from '../tree/recheck.ts';
import type { ChangedOnly, Recheck, RecheckInputs } from '../tree/recheck.ts';

export interface RefreshChangedInputs extends RecheckInputs {
  /** How long the share's own refresh took when it was last measured, in seconds. */
  readonly 'share-seconds': number | undefined;
}

/** FolderList of RefreshCache: folders of 1 to 1,024 characters (API reference). */
const LONGEST_FOLDER = 1024;

type RefreshChoice =
  | { readonly kind: 'folders'; readonly calls: readonly (readonly string[])[] }
  | { readonly kind: 'share'; readonly why: string; readonly unwanted: boolean };

/** Refreshes what changed, or the whole share in one call if that is cheaper; says which, with numbers. */
export async function refreshChanged(
  context: StepContext,
  ports: RefreshPorts,
  inputs: RefreshChangedInputs,
): Promise<Outcome> {
  const manifest = knownManifest(context.env, 'source');
  const recheck: Recheck =
    manifest === undefined
      ? { kind: 'all', why: 'no step of this job has listed the source', unwanted: true }
      : await recheckOf(context, 'gateway', inputs, { manifest, filters: undefined });
  const shareMs =
    inputs['share-seconds'] === undefined ? undefined : inputs['share-seconds'] * 1000;
  const choice = chooseRefresh(recheck, shareMs);
  assertFits(context, choice, shareMs);
  if (choice.kind === 'share' || recheck.kind === 'all' || manifest === undefined) {
    const { why, unwanted } =
      choice.kind === 'share' ? choice : { why: 'nothing is known', unwanted: true };
    return shareOutcome(context, ports, { why, unwanted });
  }
  const done: RefreshedFolders[] = [];
  for (const folders of choice.calls)
    done.push(await refreshFolders(context, ports, folders, false));
  return changedOutcome(context, done, recheck, manifest);
}

/** Compares calls a minute apart with one refresh of the whole share. */
function chooseRefresh(recheck: Recheck, shareMs: number | undefined): RefreshChoice {
  if (recheck.kind === 'all')
    return { kind: 'share', why: whyShare(recheck, shareMs), unwanted: recheck.unwanted };
  const known = recheck.folders.filter(({ added }) => !added);
  const names = known.map(({ path }) => normalizeShareFolder(path.toString('utf8')));
  // The gateway reads a new folder when somebody first looks into it; the folder above shows it.
  const unnamable = known.filter(
    ({ path }) => !isUtf8(path) || path.length >= LONGEST_FOLDER,
  ).length;
  if (unnamable > 0)
    return {
      kind: 'share',
      why: `RefreshCache does not take the names of ${unnamable} of the changed folders`,
      unwanted: true,
    };
  const calls = Array.from({ length: Math.ceil(names.length / FOLDERS_PER_CALL) }, (_, i) =>
    names.slice(i * FOLDERS_PER_CALL, (i + 1) * FOLDERS_PER_CALL),
  );
  if (shareMs !== undefined && callsMs(calls.length) > shareMs)
    return {
      kind: 'share',
      why: inOneRefresh(recheck.changed, calls.length, shareMs),
      unwanted: false,
    };
  return { kind: 'folders', calls };
}

const APART = minutesInWords(REFRESH_SPACING_MS);

/** What so many calls take at least: there is a minute between two. */
const callsMs = (calls: number): number => Math.max(0, calls - 1) * REFRESH_SPACING_MS;

function whyShare(
  { why = 'all was asked for', changed }: Recheck & { kind: 'all' },
  shareMs: number | undefined,
): string {
  if (changed === undefined) return why;
  return `${why}; ${inOneRefresh(changed, Math.ceil(changed / FOLDERS_PER_CALL), shareMs)}`;
}

/** One refresh of all and the calls a minute apart, in numbers; names the cheaper one only if it is known. */
function inOneRefresh(changed: number, calls: number, shareMs: number | undefined): string {
  const measured =
    shareMs === undefined ? '' : ` (${formatDuration(shareMs)} when it was measured in this run)`;
  const least = callsMs(calls);
  const cheaper = shareMs !== undefined && least > shareMs ? ', which is cheaper' : '';
  return `one recursive refresh${measured} in place of ${counted(calls, 'call')} for ${counted(changed, 'changed folder')}, ${APART} apart (${formatDuration(least)} at least)${cheaper}`;
}

/** Throws `deadline` if the refresh cannot fit into its time: then the source takes writes again at once. */
function assertFits(
  { runbook }: StepContext,
  choice: RefreshChoice,
  shareMs: number | undefined,
): void {
  const { timeoutMs } = runbook.refresh;
  const needed = choice.kind === 'folders' ? callsMs(choice.calls.length) : shareMs;
  if (needed === undefined || needed <= timeoutMs) return;
  throw new CutoverError('deadline', {
    what: "the refresh of the gateway's cache",
    expected: `to fit into refresh.timeout, ${formatDuration(timeoutMs)}`,
    got:
      choice.kind === 'folders'
        ? `${choice.calls.length} calls at least ${APART} apart: ${formatDuration(needed)}`
        : `${formatDuration(needed)} for the whole share when it was measured in this run, and ${choice.why}`,
    cure: 'the window does not fit: let fewer folders change before the freeze, raise verify.recheck-limit if more calls are quicker, or give refresh.timeout and the window more time',
  });
}

async function shareOutcome(
  context: StepContext,
  ports: RefreshPorts,
  { why, unwanted }: { readonly why: string; readonly unwanted: boolean },
): Promise<Outcome> {
  context.say(`The whole share is refreshed: ${why}.`);
  const { folders, recursive } = foldersForShare(context.runbook);
  const done = await refreshFolders(context, ports, folders, recursive);
  const outcome = refreshOutcome(context, done);
  return {
    ...outcome,
    facts: [...outcome.facts, { name: 'Why all of it', value: why }],
    warnings: [
      ...(unwanted ? [`The whole share was refreshed: ${why}.`] : []),
      ...outcome.warnings,
    ],
    data: { ...outcome.data, recheck: { kind: 'full', why } },
  };
}

function changedOutcome(
  context: StepContext,
  done: readonly RefreshedFolders[],
  recheck: ChangedOnly,
  manifest: Manifest,
): Outcome {
  const { logGroup } = context.runbook.refresh;
  const lost = done.filter(({ events }) => events.length === 0);
  const folders = done.flatMap((one) => one.folders);
  const took = done.reduce((sum, one) => sum + one.took, 0);
  const calls = counted(done.length, 'call');
  const since = proofName(recheck.proof);
  return {
    verdict: lost.length === 0 ? 'pass' : 'unproven',
    says:
      done.length === 0
        ? `Nothing to refresh: no folder has changed since ${since}.`
        : lost.length > 0
          ? `The gateway accepted the refresh of ${counted(folders.length, 'folder')} that changed since ${since}, but the completion event did not follow ${lost.length} of ${calls}: unproven. The listing that follows decides.`
          : `The gateway refreshed ${counted(folders.length, 'folder')} that changed since ${since} in ${calls} (${formatDuration(took)}) and said so by its events.`,
    facts: [
      ...recheckFacts(recheck, manifest),
      ...done.map((one) => ({
        name: 'Refreshed',
        value: `${one.folders.slice(0, SHOWN).join(', ')}${one.folders.length > SHOWN ? ` and ${one.folders.length - SHOWN} more` : ''} (not below), notification ${one.id}`,
      })),
      { name: 'Log group', value: logGroup },
    ],
    warnings: lost.map(({ id }) => noEvent(logGroup, id)),
    data: {
      notificationIds: done.map(({ id }) => id),
      folders,
      recursive: false,
      events: done.flatMap(({ events }) => events),
      ...recheckData(recheck, manifest),
    },
    outputs: {
      'notification-id': done.map(({ id }) => id).join(' '),
      'duration-seconds': String(Math.round(took / 1000)),
    },
  };
}

/** How many folders of each call a summary names; the record names all. */
const SHOWN = 10;
