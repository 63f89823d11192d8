// The roles of all jobs, and what each may write below in the evidence bucket.
import type { EvidenceFolder } from '../../evidence/kept-records.ts';

/** What the name of a role ends with. */
export type RoleKind = 'prepare' | 'gate' | 'back' | 'rollback' | 'final';

/** The role of each job that has one, by its workflow. infra/cutover.yml makes them; `nfs-cutover-<runbook>-<kind>`. */
export const ROLE_OF_JOB: Readonly<Record<string, Readonly<Record<string, RoleKind>>>> = {
  'cutover.yml': {
    plan: 'prepare',
    sync: 'prepare',
    verify: 'prepare',
    refresh: 'prepare',
    ask: 'prepare',
    cutover: 'gate',
    rollback: 'back',
    'list-written': 'back',
    report: 'prepare',
  },
  'finalize.yml': { check: 'prepare', finalize: 'final' },
  'rollback.yml': {
    look: 'prepare',
    rollback: 'rollback',
    'carry-back': 'rollback',
    settle: 'rollback',
    report: 'prepare',
  },
};

/** The folder of a role's evidence. */
export const folderOf = (kind: RoleKind): EvidenceFolder => (kind === 'final' ? 'finalize' : kind);
