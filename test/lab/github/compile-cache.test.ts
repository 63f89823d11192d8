// A rehearsal starts the same programs some thirty times: the second time they are not compiled again.
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../../../lab/github/steps/compile-cache.ts';

test('a process keeps what it compiles where this one does', () => {
  const { NODE_COMPILE_CACHE = '' } = compileCache();
  expect(existsSync(NODE_COMPILE_CACHE)).toBe(true);

  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-compiled-'));
  try {
    const file = join(folder, 'one.mjs');
    writeFileSync(
      file,
      `import { getCompileCacheDir } from 'node:module';
      console.log(getCompileCacheDir());\n`,
    );
    const { stdout } = spawnSync(process.execPath, [file], {
      env: { ...compileCache() },
      encoding: 'utf8',
    });
    const kept = stdout.trim();
    expect(kept.startsWith(`${NODE_COMPILE_CACHE}/`)).toBe(true);
    expect(readdirSync(kept).length).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
