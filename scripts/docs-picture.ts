// npm run docs:picture: rehearses the calm cutover and reviews a pull request, and writes a picture of each.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commentPicture } from './docs/comment-picture.ts';
import { reviewComment } from './docs/review-comment.ts';
import { lastPage, pictureOf } from './docs/terminal-picture.ts';

const root = join(import.meta.dirname, '..');
const out = mkdtempSync(join(tmpdir(), 'nfs-cutover-picture-'));
try {
  const script = join(root, 'scripts', 'rehearse.ts');
  const output = execFileSync(process.execPath, [script, '--approve', '--out', out], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '1', COLUMNS: '' },
    maxBuffer: 16 << 20,
  });
  write('rehearsal.svg', pictureOf(lastPage(output)));
} finally {
  rmSync(out, { recursive: true, force: true });
}
write('review.svg', commentPicture(await reviewComment(root)));

function write(name: string, picture: string): void {
  writeFileSync(join(root, 'docs', name), picture);
  console.log(`docs/${name}: written`);
}
