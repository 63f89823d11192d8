// list-tree where paths are longer than the kernel takes in one piece.
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { withoutTimes } from '../hostile-tree.ts';
import { LIST, rowsOf, top } from '../listing.ts';

const DEEP = `
part=$(printf 'd%.0s' $(seq 254))
cd "$1" || exit 1
for level in $(seq 20); do
  printf x >"f$level"
  mkdir "$part$(printf %x $((level % 16)))" && cd -P "$part$(printf %x $((level % 16)))" || exit 1
done
printf x >last`;

test.each(['1', '4'])(
  'paths of up to 5,100 bytes are listed whole, once, by %s finds',
  async (finds) => {
    await using lab = await openServerLab();
    giveToOrdinaryUser(top(lab));
    chmodSync(top(lab), 0o755);
    const made = spawnSync('bash', ['-c', DEEP, 'bash', top(lab)], { encoding: 'utf8' });
    expect([made.status, made.stderr]).toEqual([0, '']);
    try {
      const listed = await lab.run('list-tree', { ...LIST, Finds: finds });
      expect(listed).toMatchObject({ code: 0, stderr: '', said: { denied: '0', folders: '20' } });
      const paths = withoutTimes(rowsOf(lab, listed)).map((row) => row.slice(row.indexOf('/') + 1));
      const deep = paths.filter((path) => path.includes('d'.repeat(254)));
      expect(Math.max(...deep.map(({ length }) => length))).toBe(20 * 256 + 4);
      expect(new Set(paths).size).toBe(paths.length);
      const folder = (level: number): string => `${'d'.repeat(254)}${(level % 16).toString(16)}/`;
      let at = '';
      for (let level = 1; level <= 20; level += 1) {
        expect(paths).toContain(`${at}f${level}`);
        at += folder(level);
        expect(paths).toContain(at);
      }
      expect(paths).toContain(`${at}last`);
    } finally {
      spawnSync('rm', ['-rf', top(lab)]);
    }
  },
);
