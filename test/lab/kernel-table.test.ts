// The kernel's cases on the lab: where a document, or a tool of the lab, loses what only a kernel would show, one fails.
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Case } from '../../scripts/kernel/cases/case.ts';
import { CASES } from '../../scripts/kernel/cases/table.ts';
import { openLabGuest, placed } from '../../scripts/kernel/lab-guest.ts';
import { NOT_IN_THE_LAB } from '../../scripts/kernel/not-in-lab.ts';
import { calmServer } from '../../scripts/kernel/server.ts';

const VERSION = '4.1';
/** `npm run kernel -- --lab` plays them too. Here test/infra/documents-killed.test.ts kills at each command, for less. */
const isKilled = ({ times }: Case): boolean => times !== undefined;

const played = CASES.filter(
  (each) =>
    (each.versions ?? [VERSION]).includes(VERSION) &&
    !NOT_IN_THE_LAB.has(each.name) &&
    !isKilled(each),
);
const lab = openLabGuest();

afterAll(() => lab[Symbol.asyncDispose]());

test('every case that the lab leaves out is one, and is left out for a reason', () => {
  const names = CASES.map(({ name }) => name);
  for (const [name, reason] of NOT_IN_THE_LAB) {
    expect(names).toContain(name);
    expect(reason).not.toBe('');
  }
});

test.each(played)('$name', async ({ play }) => {
  await play(await calmServer(lab, VERSION), 1);
});

describe('the paths of a case lie below the folder of the server', () => {
  test.each([
    ['cat /etc/fstab', 'cat /R/etc/fstab'],
    ['echo x >>/mnt/data/a', 'echo x >>/R/mnt/data/a'],
    [
      "sed -i 's#/mnt/data nfs#/mnt/data nfs ro#' /etc/fstab",
      "sed -i 's#/R/mnt/data nfs#/R/mnt/data nfs ro#' /R/etc/fstab",
    ],
    ["printf '\\t/mnt/data\\tnfs\\n/srv/x'", "printf '\\t/R/mnt/data\\tnfs\\n/R/srv/x'"],
    ['ls /mnt; (cd /tmp)', 'ls /R/mnt; (cd /R/tmp)'],
    ['mount -o P=/run/lock "/var/lib"', 'mount -o P=/R/run/lock "/R/var/lib"'],
  ])('%s', (script, there) => {
    expect(placed(script, '/R')).toBe(there);
  });

  test.each([
    'mount source.test:/srv/source',
    'sed /mnt.data/d',
    'ls /usr/bin /dev/null /etcetera',
    '"$root/mnt/data" ${root}/etc a/tmp/b ./run/x',
  ])('not those of a server, of a name or of the machine: %s', (script) => {
    expect(placed(script, '/R')).toBe(script);
  });
});
