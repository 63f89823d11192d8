// What `npm ci` does in the lab: nothing comes from the network, the packages that are installed already are used.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Writes an `npm` into `folder` that takes the packages of `source`, and is the machine's own for everything else. */
export function standInForNpm(folder: string, source: string): void {
  const own = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, 'npm'))
    .find((path) => existsSync(path));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'npm');
  writeFileSync(file, script(source, own ?? 'npm-is-not-installed'));
  chmodSync(file, 0o755);
}

const script = (source: string, own: string): string => `#!/bin/sh
source=${quoted(source)}
[ "\${1-}" = ci ] || exec ${quoted(own)} "$@"
if ! cmp -s package-lock.json "$source/package-lock.json"; then
  echo '::warning::The pull request changes package-lock.json; the lab uses the packages that are installed here.'
fi
rm -rf node_modules
exec ln -s "$source/node_modules" node_modules
`;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
