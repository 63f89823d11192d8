// jest's transformer: types are stripped by Node itself; infra/documents.yml becomes its texts, as in the bundle.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { documentTexts } from '../scripts/build/document-texts.ts';

// Node announces the stripping as experimental on each call; the announcement would drown the test report.
process.removeAllListeners('warning');

/** Part of the key: what was made in another way is made again. */
const WAY = 'documents.yml as an object';

export default {
  getCacheKey: (text, path) =>
    createHash('sha256')
      .update(text)
      .update(path)
      .update(process.version)
      .update(WAY)
      .digest('hex'),
  process: (text, path) => ({
    code: path.endsWith('.yml')
      ? `export default ${JSON.stringify(documentTexts(text))};`
      : stripTypeScriptTypes(text),
  }),
};
