// Looks at everything that a run needs, before the run changes anything. A look that fails never stops the others.
import { asCutoverError } from '../../core/errors.ts';
import { AREAS } from './finding.ts';
import type { Finding } from './finding.ts';
import { inArea } from './group.ts';
import type { Group } from './group.ts';

export interface PreflightGroups {
  /** Who the run is, in AWS: asked first. In another account no other answer means anything. */
  readonly account: Group;
  /** Looks that need the account, side by side. */
  readonly aws: readonly Group[];
  /** Looks that need the account and run documents: one after the other, when all others have answered. */
  readonly servers: readonly Group[];
  /** Looks at anything else. */
  readonly other: readonly Group[];
}

/** Every finding, in the order of the areas. Throws only what aborted the run. */
export async function preflight(
  { account, aws, servers, other }: PreflightGroups,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const [ofAws, ofOthers] = await Promise.all([
    behind(account, { aws, servers }, signal),
    lookAll(other, signal),
  ]);
  const all = [...ofAws, ...ofOthers];
  return AREAS.flatMap((area) => all.filter((finding) => finding.area === area));
}

async function behind(
  account: Group,
  { aws, servers }: Pick<PreflightGroups, 'aws' | 'servers'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = [...(await lookSafely(account, signal))];
  if (found.every(isNoProblem)) {
    found.push(...(await lookAll(aws, signal)));
    for (const group of servers) found.push(...(await lookSafely(group, signal)));
    return found;
  }
  const areas = new Set([...aws, ...servers].map(({ area }) => area));
  const notLooked = [...areas].map((area) =>
    inArea(area).unproven(
      'All checks',
      'not looked at, as the account is not proven',
      'mend the findings of the area Account first',
    ),
  );
  return [...found, ...notLooked];
}

/** What all of them find, in their order. Throws only what aborted the run. */
export async function lookAll(
  groups: readonly Group[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await Promise.all(groups.map((group) => lookSafely(group, signal)));
  return found.flat();
}

/** What a group finds; what it throws is a finding too, with the error's own cure (a missing permission, by name). */
async function lookSafely(
  { area, check, look }: Group,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, failure, message } = asCutoverError(thrown);
    const found = code === 'internal' ? message : `${failure.what}: ${failure.got}`;
    return [inArea(area).unproven(check, `${code}: ${found}`, failure.cure)];
  }
}

/** Whether the run may go on with this finding. */
export const isNoProblem = ({ state }: Finding): boolean => state === 'pass' || state === 'warn';
