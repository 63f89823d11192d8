// What must hold of a page in a browser: each look returns a line for what does not.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { MANY } from './nights.ts';
import { PAYLOADS } from './hostile.ts';

/** How a reader may come to a page. */
export const FORMS = {
  light: { colorScheme: 'light', viewport: { width: 1180, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1180, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  japanese: { locale: 'ja-JP', colorScheme: 'light', viewport: { width: 1180, height: 900 } },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>;

export type Form = keyof typeof FORMS;

const MOST_BYTES = 2 << 20;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens `file`, calls `look`, and adds what the browser itself complained of. */
async function opened(
  browser: Browser,
  file: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const heard: string[] = [];
    page.on('console', (message) => heard.push(`the console says: ${message.text()}`));
    page.on('pageerror', ({ message }) => heard.push(`an error: ${message}`));
    page.on('dialog', (dialog) => {
      heard.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== `file://${file}`) heard.push(`a request: ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    const found = await look(page);
    return [...found, ...heard];
  } finally {
    await context.close();
  }
}

/** In one form the page is no wider than the window, and axe finds nothing serious. A picture of it is kept. */
export const inForm = (browser: Browser, file: string, form: Form): Promise<readonly string[]> =>
  opened(browser, file, FORMS[form], async (page) => {
    await page.screenshot({ path: file.replace('.html', `-${form}.png`) });
    const wide = await read<number>(page, 'document.documentElement.scrollWidth - innerWidth');
    const found = wide > 0 ? [`${wide} pixels wider than the window`] : [];
    return form === 'light' || form === 'dark' ? [...found, ...(await axe(page))] : found;
  });

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** It looks at the first rows of the differences alone: a thousand of one kind take it half a minute. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(
    `document.querySelectorAll('#difference-table > tbody > tr:nth-child(n+20)').forEach((row) => { row.hidden = true; })`,
  );
  await page.evaluate(AXE);
  const found = await read<readonly Violation[]>(
    page,
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `axe: ${id} at ${nodes.length} places, the first ${nodes[0]?.target.join(' ') ?? ''}`,
    );
}

/** Without a script: every row can be read, and no control stands there that does nothing. */
export const withoutScript = (browser: Browser, file: string): Promise<readonly string[]> =>
  opened(browser, file, { javaScriptEnabled: false }, async (page) => {
    const hidden = await page.locator('tbody tr:visible').count();
    const rows = await page.locator('tbody tr').count();
    const folded = await page.locator('details tbody tr').count();
    return [
      ...(hidden < rows - folded ? [`${rows - folded - hidden} rows are hidden`] : []),
      ...((await page.locator('button:visible, input:visible').count()) > 0
        ? ['a control stands there without its script']
        : []),
    ];
  });

/** On paper: some pages come of it. */
export const onPaper = (browser: Browser, file: string): Promise<readonly string[]> =>
  opened(browser, file, {}, async (page) => {
    const paper = await page.pdf({ path: file.replace('.html', '.pdf'), format: 'A4' });
    return paper.byteLength > 10_000 ? [] : [`the paper has ${paper.byteLength} bytes`];
  });

/** The keyboard alone reaches the languages and the search, and each does its work. */
export const byKeyboard = (browser: Browser, file: string): Promise<readonly string[]> =>
  opened(browser, file, FORMS.light, async (page) => {
    const { keyboard } = page;
    const found: string[] = [];
    const expectThat = async (what: string, script: string, wanted: unknown): Promise<void> => {
      const got = await read<unknown>(page, script);
      if (got !== wanted) found.push(`${what}: expected ${String(wanted)}, got ${String(got)}`);
    };
    await page.locator('body').focus();
    await keyboard.press('Tab');
    await expectThat('the first stop', 'document.activeElement.className', 'skip');
    for (const key of ['Tab', 'Tab', 'Enter']) await keyboard.press(key);
    await expectThat('the language', 'document.documentElement.lang', 'ja');
    await expectThat('the title', `document.querySelector('h1').innerText`, '失敗');
    for (let stops = 0; stops < 12; stops += 1) {
      if ((await read<string>(page, 'document.activeElement.id')) === 'find') break;
      await keyboard.press('Tab');
    }
    await keyboard.type('00007 SCAN');
    await expectThat('the rows that fit', SHOWN, 1);
    await expectThat(
      'what is said of it',
      `document.getElementById('found').innerText`,
      '表示：1000 件中 1 件',
    );
    for (const key of ['Control+A', 'Delete', 'Tab']) await keyboard.press(key);
    await keyboard.type('missing');
    await expectThat('the rows of a verdict', SHOWN, 250);
    const some = `document.getElementById('differences').innerText.includes('${MANY.toLocaleString('en-US')}')`;
    await expectThat('the number of all differences', some, true);
    return found;
  });

const SHOWN = `document.querySelectorAll('#difference-table > tbody > tr:not([hidden])').length`;

/** Nothing of the payloads has become an element or has run, and each of them can be read. */
export const unharmed = (browser: Browser, file: string): Promise<readonly string[]> =>
  opened(browser, file, FORMS.light, async (page) => {
    const made = await read<number>(
      page,
      `document.querySelectorAll('img,iframe,base,object,embed,[onerror],[onload],[onfocus],[autofocus],meta[http-equiv=refresh],a[href^="javascript:"]').length`,
    );
    const scripts = await read<number>(page, `document.scripts.length`);
    const text = await read<string>(page, 'document.body.textContent');
    const unseen = PAYLOADS.filter((payload) => /^[\x20-\x7e]+$/.test(payload)).filter(
      (payload) => !text.includes(payload),
    );
    const ran = await read<boolean>(page, `'ran' in window`);
    return [
      ...(made > 0 ? [`${made} elements were made of names`] : []),
      ...(scripts === 2 ? [] : [`expected 2 scripts, got ${scripts}`]),
      ...(/[\u202E\u2066\u001B\u0000]/u.test(text)
        ? ['a character that does not show stands in the text']
        : []),
      ...(ran ? ['a payload has run'] : []),
      ...unseen.map((payload) => `not to be read: ${payload}`),
    ];
  });

/** A page that travels by mail stays small. */
export function smallEnough(file: string): readonly string[] {
  const { size } = statSync(file);
  return size < MOST_BYTES ? [] : [`expected less than 2 MiB, got ${size} bytes`];
}

/** The types of a browser are not those of this repository: what runs in the page is text. */
const read = <T>(page: Page, script: string): Promise<T> => page.evaluate<T>(script);
