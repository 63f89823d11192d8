// npm run docs:picture: rehearses the calm cutover and writes docs/rehearsal.svg, a picture of its last page.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastPage, pictureOf } from './docs/picture.ts';

const root = join(import.meta.dirname, '..');
const out = mkdtempSync(join(tmpdir(), 'nfs-cutover-picture-'));
try {
  const script = join(root, 'scripts', 'rehearse.ts');
  const output = execFileSync(process.execPath, [script, '--approve', '--out', out], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '1' },
    maxBuffer: 16 << 20,
  });
  writeFileSync(join(root, 'docs', 'rehearsal.svg'), pictureOf(lastPage(output)));
  console.log('docs/rehearsal.svg: written');
} finally {
  rmSync(out, { recursive: true, force: true });
}
