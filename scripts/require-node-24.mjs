// Preloaded by every npm script: TypeScript runs as it is only on Node 24, the version of the GitHub runner.
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `nfs-cutover: expected Node 24 or newer, got ${process.versions.node} (${process.execPath}). ` +
      'On Linux (x64, arm64) "npm ci" installs Node 24 for the npm scripts: run the command as "npm run ...", ' +
      'and do not omit optional dependencies. Elsewhere install Node 24 from nodejs.org.',
  );
  process.exit(1);
}
// What the program before this one has compiled, and stripped of its types, is not compiled again.
module.enableCompileCache();
