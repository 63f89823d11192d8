// The stack of the workshop's runbook as it is deployed, and what its roles may do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parametersOf } from '../../scripts/infra/parameters.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Statement } from './iam.ts';
import { readTemplate } from './template.ts';
import type { Template } from './template.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = 'runbooks/image-archive.yml';

/** The role of each environment, by its name in the template. */
export const ROLES = {
  prepare: 'PrepareRole',
  cutover: 'GateRole',
  back: 'BackRole',
  rollback: 'RollbackRole',
} as const;

/** The workflows that each of these environments is for. */
export const WORKFLOWS_OF = {
  prepare: ['cutover.yml', 'rollback.yml'],
  cutover: ['cutover.yml'],
  back: ['cutover.yml'],
  rollback: ['rollback.yml'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

/** The role of an environment, as the stack names it. */
export const roleOf = (environment: keyof typeof ROLES | 'finalize'): string => {
  const kind = { prepare: 'prepare', cutover: 'gate', back: 'back', rollback: 'rollback' };
  return `nfs-cutover-image-archive-${environment === 'finalize' ? 'final' : kind[environment]}`;
};

/** The session token by which the lab knows that role. */
export const sessionOf = (environment: keyof typeof ROLES | 'finalize'): string =>
  `session-of-${roleOf(environment)}`;

export const ACCOUNT = '111122223333';

/** What the printed look-ups find: in GitHub, in IAM, and of the lab's task. */
export const LOOKED_UP: Readonly<Record<string, string>> = {
  owner: 'example',
  repository: 'nfs-cutover',
  repository_id: '100200300',
  owner_id: '400500600',
  provider: '',
  location: 'arn:aws:datasync:us-west-2:111122223333:location/loc-2c668fe3d509759ef',
  destination: 'arn:aws:datasync:us-west-2:111122223333:location/loc-dce88234b83ffda33',
  agents: 'arn:aws:datasync:us-west-2:111122223333:agent/agent-c159bed7c3334390d',
};

/** The workshop's runbook. */
export function workshop(): Runbook {
  const loaded = parseRunbook(readFileSync(join(ROOT, FILE), 'utf8'), FILE);
  if (!loaded.ok) throw new Error(`${FILE} is not a runbook`);
  return loaded.runbook;
}

/** What `npm run infra` hands to the template, look-ups done. */
export function parameterValues(): Record<string, string> {
  const options = {
    repository: 'example/nfs-cutover',
    branch: 'main',
    bucketKey: '',
  };
  return Object.fromEntries(
    Object.entries(parametersOf(workshop(), options)).map(([name, parameter]) => [
      name,
      'value' in parameter ? parameter.value : (LOOKED_UP[parameter.variable] ?? ''),
    ]),
  );
}

/** infra/cutover.yml with the workshop's parameters, some of them changed. */
export function deployed(changed: Readonly<Record<string, string>> = {}): Template {
  const { account, storageRegion: region } = workshop();
  const given = { ...parameterValues(), ...changed };
  return readTemplate(join(ROOT, 'infra', 'cutover.yml'), given, { account, region });
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** All statements of a role: its own policies' and those of the managed policies it has. */
export function statementsOf(template: Template, role: string): readonly Statement[] {
  const { ManagedPolicyArns = [], Policies = [] } = (template.resources[role]?.Properties ??
    {}) as unknown as {
    readonly ManagedPolicyArns?: readonly string[];
    readonly Policies?: readonly Policy[];
  };
  const managed = ManagedPolicyArns.map(
    (name) => template.resources[name]?.Properties as unknown as Policy,
  );
  return [...managed, ...Policies].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
