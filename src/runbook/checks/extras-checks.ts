// What must hold between the keys that say what becomes of objects without a file.
import { show } from '../problem.ts';
import { type Complaint, valueAt } from '../yaml.ts';

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
