// Stands in for actions/download-artifact: copies the folders of the run back, each under its name.
import { cpSync, readdirSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

const {
  INPUT_PATTERN: pattern = '',
  INPUT_PATH: path = '',
  ARTIFACTS: artifacts = '',
} = process.env;
for (const name of readdirSync(artifacts))
  if (matchesGlob(name, pattern))
    cpSync(join(artifacts, name), join(path, name), { recursive: true });
