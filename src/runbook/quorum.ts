// How many different people must have approved a cutover.
import type { Runbook } from './runbook.ts';

/** The environments whose reviewers release the cutover, in their order. */
export const gatesOf = ({ gates }: Runbook): readonly string[] => [...gates.signOff, gates.cutover];

/** The environment of rollback.yml. The workflow itself names it. */
export const ROLLBACK_ENVIRONMENT = 'rollback';

/** Every environment that asks somebody: the gates of the cutover, that of finalize where there is one, the rollback's. */
export const reviewedEnvironments = (runbook: Runbook): readonly string[] => [
  ...gatesOf(runbook),
  ...(runbook.finalize === undefined ? [] : [runbook.finalize.environment]),
  ROLLBACK_ENVIRONMENT,
];

/** `gate`: people release it. `prepare`: the default branch alone. `back`: a rollback never waits for anybody. */
export type EnvironmentKind = 'gate' | 'prepare' | 'back';

/** Every environment that the workflows name, with what it must be. */
export const environmentsOf = (
  runbook: Runbook,
): readonly (readonly [name: string, kind: EnvironmentKind])[] => [
  ...reviewedEnvironments(runbook).map((name) => [name, 'gate'] as const),
  ['prepare', 'prepare'],
  ['back', 'back'],
];

/** As the runbook says, or one for each gate: an environment yields one approval, whoever reviews it. */
export const quorumOf = (runbook: Runbook): number =>
  runbook.gates.quorum ?? gatesOf(runbook).length;
