// Stands in for actions/upload-artifact: copies one folder to a folder of the run.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const { INPUT_NAME: name = '', INPUT_PATH: path = '', ARTIFACTS: artifacts = '' } = process.env;
if (existsSync(path))
  cpSync(path, join(artifacts, name), { recursive: true, errorOnExist: true, force: false });
else console.log(`No files were found with the provided path: ${path}`);
