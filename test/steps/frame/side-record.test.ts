// What a job that has lost leaves: only where that is why it has failed, and with the name of the one who holds it now.
import { expect, test } from '@jest/globals';
import { CutoverError } from '../../../src/core/errors.ts';
import { keepSide } from '../../../src/steps/frame/side-record.ts';
import { refused } from '../../../src/steps/servers/run-document.ts';
import { openFenceLab } from '../run-datasync/fence-lab.ts';

const KEY = 'evidence/image-archive/gate/side/42.1.cutover.final-delta.json';
const lost = (server: string) =>
  refused(
    'freezing',
    { document: 'freeze', server, values: new Map(), refusal: { code: 'overtaken', detail: '' } },
    {},
  );
const failed = (cause?: unknown) =>
  new CutoverError('server-failed', { what: 'a', expected: 'b', got: 'c', cure: 'd', cause });

test.each<[what: string, error: CutoverError, says: string | undefined]>([
  ['that refusal', lost('i-2'), 'lost to a way back by hand of run 42, attempt 1, as i-2 says'],
  ['because of it', failed(lost('i-1')), 'lost to run 43, attempt 2, job back, as i-1 says'],
  ['something else', failed(), undefined],
  ['the refusal of another', lost('i-3'), undefined],
])('a step that fails for %s: %#', async (_, error, says) => {
  await using lab = await openFenceLab();
  const overtaken = new Map([
    ['i-1', '43/2/back'],
    ['i-2', '42/1/by-hand'],
  ]);
  const env = {
    ...lab.context.env,
    GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/cutover.yml@refs/heads/main',
  };
  await keepSide({ ...lab.context, env, notes: { documents: new Map(), overtaken } }, error);
  const { store } = lab.lab;
  const bucket = 'image-archive-evidence-111122223333';
  const kept = store.get(bucket, KEY) && store.bytes(bucket, KEY).toString('utf8');
  expect(kept === undefined ? undefined : JSON.parse(kept)).toEqual(
    says === undefined ? undefined : expect.objectContaining({ says }),
  );
});
