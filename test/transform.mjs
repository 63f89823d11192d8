// jest's transformer: types are stripped by Node itself; a .yml file becomes its text, as in the bundle.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

// Node announces the stripping as experimental on each call; the announcement would drown the test report.
process.removeAllListeners('warning');

export default {
  getCacheKey: (text, path) =>
    createHash('sha256').update(text).update(path).update(process.version).digest('hex'),
  process: (text, path) => ({
    code: path.endsWith('.yml')
      ? `export default ${JSON.stringify(text)};`
      : stripTypeScriptTypes(text),
  }),
};
