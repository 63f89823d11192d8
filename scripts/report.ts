// npm run report: the pages of some nights, looked at in a real browser.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { openChromium } from './report/chromium.ts';
import {
  FORMS,
  byKeyboard,
  inForm,
  onPaper,
  smallEnough,
  unharmed,
  withoutScript,
} from './report/looks.ts';
import type { Form } from './report/looks.ts';
import { preparePages } from './report/nights.ts';
import type { NightName } from './report/nights.ts';
import { writePicture } from './report/picture.ts';

const USAGE = `npm run report -- [--again] [--picture]

Rehearses a confirmed, a rolled-back and a denied night, makes a night with 5,000 differences and one with hostile names
of them, and opens their pages in Chromium: light and dark, phone, paper, Japanese, without a script, by keyboard, and
with axe. Where there is no Chromium, root installs Debian's.

  --again     take the nights that were played before
  --picture   write docs/report.png, too

The pages and their pictures are in out/report. Exit status: 0 nothing found, or skipped with the reason · 1 something`;

const root = join(import.meta.dirname, '..');
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        again: { type: 'boolean', default: false },
        picture: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const opened = await openChromium();
    if (typeof opened === 'string') {
      console.log(`skipped: ${opened}`);
      return 0;
    }
    await using browser = opened;
    const pages = preparePages(root, join(root, 'out', 'report'), values.again);
    const wrong = await lookAtAll(browser, pages);
    if (values.picture) await writePicture(browser, pages, join(root, 'docs', 'report.png'));
    return wrong === 0 ? 0 : 1;
  } catch (error) {
    console.error(`report: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** Prints what each look has found, and returns how much that was. */
async function lookAtAll(browser: Browser, pages: ReadonlyMap<NightName, string>): Promise<number> {
  let wrong = 0;
  for (const [night, file] of pages)
    for (const [name, look] of looksAt(browser, night)) {
      const found = await look(file);
      console.log(`${found.length === 0 ? '✔' : '✖'} ${night}: ${name}`);
      for (const line of found) console.log(`    ${line}`);
      wrong += found.length;
    }
  return wrong;
}

type Look = (file: string) => Promise<readonly string[]>;

function looksAt(browser: Browser, night: NightName): readonly (readonly [string, Look])[] {
  const forms = (Object.keys(FORMS) as Form[]).map(
    (form) => [form, (file: string) => inForm(browser, file, form)] as const,
  );
  return [
    ...forms,
    ['without a script', (file) => withoutScript(browser, file)],
    ['on paper', (file) => onPaper(browser, file)],
    ['less than 2 MiB', (file) => Promise.resolve(smallEnough(file))],
    ...(night === 'differences'
      ? [['by keyboard', (file: string) => byKeyboard(browser, file)] as const]
      : []),
    ...(night === 'hostile'
      ? [['nothing runs', (file: string) => unharmed(browser, file)] as const]
      : []),
  ];
}
