// Another world: two servers, a bucket prefix, folders to refresh, a sign-off before the gate; and names as people have them.
import { afterAll, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';

const RUNBOOK = WORKSHOP.replace('name: image-archive', 'name: home-folders')
  .replace('    - i-0a1b2c3d4e5f60718', '    - i-0a1b2c3d4e5f60718\n    - mi-0123456789abcdef0')
  .replace('mount: /mnt/data', 'mount: /srv/home folders')
  .replace(
    'name: image-archive-111122223333',
    'name: home-folders-111122223333\n  prefix: home/2026/',
  )
  .replace('timeout: 30m', 'timeout: 30m\n  folders: [images]')
  .replace('to: new-image.jpg', 'to: images/new-image.jpg')
  .replace('cutover: cutover', 'cutover: Production (EU)\n  sign-off: [storage, application]')
  .replace('nfs-server.example.internal:/export/data', 'nas_01.corp:/export/home folders')
  .replace('rw,hard,vers=4.1', `'rw,hard,context="system_u:object_r:nfs_t:s0:c1,c2",vers=4.1'`)
  .replace('10.0.1.20:/image-archive', "'[fe80::20%eth0]:/home folders'")
  .replace('user: www-data', 'user: CORP\\svc files')
  .replace('group: www-data', 'group: domain users');

const checkout = new Checkout({ 'home-folders': RUNBOOK });
afterAll(() => {
  checkout[Symbol.dispose]();
});

async function cutover(decide: (environment: string) => 'approve' | 'reject') {
  await using lab = await startLab({ runbook: checkout.runbook('home-folders') });
  const asked: string[] = [];
  const { jobs } = await checkout.cutover(lab, {
    name: 'home-folders',
    decide: (environment) => {
      asked.push(environment);
      return Promise.resolve(decide(environment));
    },
  });
  const object = lab.store.get('home-folders-111122223333', 'home/2026/images/new-image-77.jpg');
  return { jobs, asked, object };
}

test('every gate is asked in its order, both servers are switched, keys carry the prefix', async () => {
  const { jobs, asked, object } = await cutover(() => 'approve');
  expect(asked).toEqual(['storage', 'application', 'Production (EU)']);
  expect(jobs.report?.outputs.outcome).toBe('confirmed');
  expect(object?.metadata['user-agent']).toBe('aws-datasync');
});

test('a sign-off that is refused denies the cutover', async () => {
  const { jobs, asked } = await cutover((environment) =>
    environment === 'application' ? 'reject' : 'approve',
  );
  expect(asked).toEqual(['storage', 'application']);
  expect(jobs.cutover?.result).toBe('skipped');
  expect(jobs.report?.outputs.outcome).toBe('denied');
});
