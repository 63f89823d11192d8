// The licences of what is bundled, which their authors ask to travel with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licence texts of every package among the bundled `inputs` (paths relative to `root`), sorted by name. */
export function licences(root: string, inputs: readonly string[]): string {
  const folders = new Set(inputs.map(packageOf).filter((folder) => folder !== undefined));
  const texts = [...folders].sort().map((folder) => {
    const path = join(root, folder);
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string;
    };
    const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
    const text = file === undefined ? '' : readFileSync(join(path, file), 'utf8').trim();
    return { head: `${manifest.name} ${manifest.version}`, licence: manifest.license ?? '', text };
  });
  // Many packages carry the same Apache text: each text stands once, below all the packages that it is for.
  const byText = Map.groupBy(texts, ({ licence, text }) => `${licence}\n\n${text}`);
  return [...byText]
    .map(([text, packages]) => `${packages.map(({ head }) => head).join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package that a file is in, if it is in any. */
export function packageOf(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}
