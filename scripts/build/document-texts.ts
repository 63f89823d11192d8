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

/** Makes `import texts from '…/infra/documents.yml'` those texts; test/transform.mjs does it for the tests. */
export const documents: Plugin = {
  name: 'documents',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]infra[\\/]documents\.yml$/ }, ({ path }) => ({
      contents: JSON.stringify(documentTexts(readFileSync(path, 'utf8'))),
      loader: 'json',
    }));
  },
};
