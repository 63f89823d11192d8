// The picture of a page that the README shows.
import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { NightName } from './nights.ts';

/** The first screen of the confirmed night and its timeline; the README of GitHub is as wide as this. */
export async function writePicture(
  browser: Browser,
  pages: ReadonlyMap<NightName, string>,
  file: string,
): Promise<void> {
  const page = await browser.newPage({
    colorScheme: 'light',
    viewport: { width: 1012, height: 1000 },
  });
  await page.goto(`file://${pages.get('confirmed') ?? ''}`);
  const png = await page.screenshot();
  writeFileSync(file, png);
  console.log(`docs/report.png: ${png.byteLength} bytes`);
  await page.close();
}
