// Whether the optional sections of a runbook agree with each other.
import { show } from '../problem.ts';
import { type Complaint, valueAt } from '../yaml.ts';
import { FINALIZE_ENVIRONMENT } from '../schema/optional-sections.ts';

// What must hold between the keys that say what becomes of objects without a file.

/** Every disagreement between verify.extras and the keys that go with one of its words. */
export function extrasChecks(data: unknown): Complaint[] {
  const at = (key: string): unknown => valueAt(data, ['verify', key]);
  const extras = at('extras');
  const found: Complaint[] = [];
  const refuse = (key: string, expected: string): void => {
    found.push({
      path: ['verify', key],
      expected,
      got: at(key) === undefined ? 'nothing' : show(at(key)),
    });
  };
  if (extras === 'accept-list' && at('accept-list') === undefined)
    refuse('accept-list', 'the reviewed list of extras, runbooks/<name>.accepted.txt');
  if (extras === 'fail' && at('accept-list') !== undefined)
    refuse('accept-list', 'no list where every extra is a failure');
  if (extras === 'remove' && at('remove-limit') === undefined)
    refuse('remove-limit', 'how many objects a run may remove');
  if (extras === 'fail' || extras === 'accept-list')
    for (const key of ['remove-limit', 'shrink-limit'])
      if (at(key) !== undefined) refuse(key, 'no limit where nothing is removed');
  return found;
}

// What must hold between the services and the look whether the application is healthy.

/** Every disagreement between application.services and application.health. */
export function servicesChecks(data: unknown): Complaint[] {
  const path = ['application', 'health'];
  const health = valueAt(data, path);
  if (typeof health !== 'object' || health === null) return [];
  const got = Object.keys(health).join(', ') || 'nothing';
  if (valueAt(data, ['application', 'services']) === 'none')
    return [
      { path, expected: 'no look at the health where no service is stopped and started', got },
    ];
  if (['unit', 'url', 'port'].some((key) => key in health)) return [];
  return [{ path, expected: 'a unit, a url or a port to look at', got }];
}

// What must hold between the environment of finalize and the others.

/** The workflows have environments of these names themselves. No gate may be one of them. */
export const TAKEN: readonly string[] = ['prepare', 'back', 'rollback'];

/** What is expected where the name of a gate is taken. */
export const NOT_TAKEN = `another environment than ${TAKEN.join(', ')}`;

/** The deletion has reviewers of its own: its environment is no gate of the cutover and none of the workflows' own. */
export function finalizeChecks(data: unknown): Complaint[] {
  const section = valueAt(data, ['finalize']);
  if (typeof section !== 'object' || section === null) return [];
  const path = ['finalize', 'environment'];
  const name = valueAt(data, path) ?? FINALIZE_ENVIRONMENT;
  if (typeof name !== 'string') return [];
  const signOff = valueAt(data, ['gates', 'sign-off']);
  const gates = [
    valueAt(data, ['gates', 'cutover']),
    ...(Array.isArray(signOff) ? (signOff as unknown[]) : []),
  ];
  // GitHub ignores the case of environments' names.
  const is = (other: unknown): boolean =>
    typeof other === 'string' && other.toLowerCase() === name.toLowerCase();
  const got = show(name);
  if (TAKEN.some(is)) return [{ path, expected: NOT_TAKEN, got }];
  if (!gates.some(is)) return [];
  return [{ path, expected: 'another environment than the gates of the cutover', got }];
}

// Options of the task that a later release refuses.

/** Each value that still passes and that the next release refuses, with what takes its place. */
export function deprecatedOptions(data: unknown): Complaint[] {
  const complaint = (
    option: string,
    value: string,
    words: Pick<Complaint, 'expected' | 'hint'>,
  ) => {
    const path = ['datasync', 'options', option];
    return valueAt(data, path) === value ? [{ path, got: show(value), ...words }] : [];
  };
  const next = 'the next release refuses this value';
  return [
    ...complaint('PreserveDeletedFiles', 'REMOVE', {
      expected: 'PRESERVE, which every start of a run sends: DataSync deletes nothing',
      hint: `${next}; take the option out, and say "extras: remove" in verify to remove objects without a file`,
    }),
    ...complaint('OverwriteMode', 'NEVER', {
      expected: 'ALWAYS, without which a changed file never arrives',
      hint: `${next}; take the option out: the proof of every file names what differs, and "extras: remove" in verify is for objects without a file`,
    }),
  ];
}
