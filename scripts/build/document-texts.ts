// The texts of the SSM documents for whoever runs them: those of infra/documents.yml, the template that is deployed.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { parse } from 'yaml';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly Name: string; readonly Content: string } }>
  >;
}

/** The text of each document of the template, by its name without `nfs-cutover-`. */
export const documentTexts = (template: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.values((parse(template) as Template).Resources).map(({ Properties }) => [
      Properties.Name.replace(/^nfs-cutover-/, ''),
      Properties.Content,
    ]),
  );

/** Where one block of a document ends and the next begins: at a blank line, and before each parameter. */
const SEAM = /\n(?=\n| {2}\w+:\n)/;

/**
 * A module whose default export is `texts`. Two thirds of the documents are what they share: each block of lines stands in
 * it once, and a document is the numbers of its blocks.
 */
export function moduleOf(texts: Readonly<Record<string, string>>): string {
  const numbers = new Map<string, number>();
  const numberOf = (block: string): number => {
    const number = numbers.get(block) ?? numbers.size;
    numbers.set(block, number);
    return number;
  };
  const documents = Object.entries(texts).map(([name, text]) => [
    name,
    text.split(SEAM).map(numberOf),
  ]);
  return [
    `const blocks = ${JSON.stringify([...numbers.keys()])};`,
    `const documents = ${JSON.stringify(Object.fromEntries(documents))};`,
    'const textOf = (numbers) => numbers.map((number) => blocks[number]).join("\\n");',
    'export default Object.fromEntries(',
    '  Object.entries(documents).map(([name, numbers]) => [name, textOf(numbers)]),',
    ');',
  ].join('\n');
}

/** Makes `import texts from '…/infra/documents.yml'` those texts; test/transform.mjs does it for the tests. */
export const documents: Plugin = {
  name: 'documents',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]infra[\\/]documents\.yml$/ }, ({ path }) => ({
      contents: moduleOf(documentTexts(readFileSync(path, 'utf8'))),
      loader: 'js',
    }));
  },
};
