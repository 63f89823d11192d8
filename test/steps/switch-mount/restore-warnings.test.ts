// What the way back says of a gateway that was dead, beside that the source is served.
import { expect, test } from '@jest/globals';
import { restoreWarnings } from '../../../src/steps/switch-mount/rollback.ts';

const GATEWAY = 'gw.example:/share';

test.each<[said: Record<string, string>, words: (string | RegExp)[]]>([
  [{ restored: 'yes' }, []],
  [{ forced: '', 'open-files': '', reload: '' }, []],
  [
    { forced: GATEWAY, 'forced-with': '', 'open-files': '' },
    ['i-1: gw.example:/share did not answer, so its mount was taken away by force'],
  ],
  [
    { forced: GATEWAY, 'forced-with': '/mnt/b\n/mnt/c', 'open-files': '4711 /mnt/data/a' },
    [
      /by force; these mounts of it were cut off, too: \/mnt\/b; \/mnt\/c$/,
      /lost: 4711 \/mnt\/data\/a$/,
    ],
  ],
  [{ detached: 'b00t' }, [/^i-1: the mount was only detached, .* boot this server before/]],
  [
    { reload: 'systemctl daemon-reload: Killed' },
    [/\(systemctl daemon-reload: Killed\): run "systemctl/],
  ],
])('%j', (said, words) => {
  const warnings = restoreWarnings('i-1', new Map(Object.entries(said)));
  expect(warnings).toEqual(
    words.map((one) => (typeof one === 'string' ? one : (expect.stringMatching(one) as unknown))),
  );
});
