// infra/documents.yml is imported as the texts of its documents, by their names without "nfs-cutover-": the bundler
// (scripts/build/document-texts.ts) makes them in the actions, test/transform.mjs in the tests.
declare module '*/infra/documents.yml' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
