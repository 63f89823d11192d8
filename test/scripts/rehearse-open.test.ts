// --open: the page of the report goes to what the desktop opens pages with, or one line says why not.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openPage } from '../../scripts/rehearse/open-page.ts';

test('a machine without xdg-open gets one line with the file', () => {
  const page = { file: '/x/report.html', shown: 'out/r/report.html' };
  expect(openPage(page, { PATH: '/nowhere:/nowhere/else' })).toBe(
    '--open: expected xdg-open on this machine, got none; open out/r/report.html in a browser\n',
  );
});

test('xdg-open gets the file, and nobody waits for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-page-'));
  try {
    const opener = join(folder, 'xdg-open');
    const seen = join(folder, 'seen');
    writeFileSync(
      opener,
      `#!/bin/sh\nprintf '%s' "$1" >'${seen}.new' && /bin/mv '${seen}.new' '${seen}'\n`,
    );
    chmodSync(opener, 0o755);
    const file = join(folder, 'a report.html');
    expect(openPage({ file, shown: file }, { PATH: `/nowhere:${folder}` })).toBe('');
    while (!existsSync(seen)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(seen, 'utf8')).toBe(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
