// jest's transformer for a package that imports JSON without saying so, of which jest would warn in each test file.
export default {
  process: (text) => ({
    code: text.replace(/^(import .* from ".*\.json");/gm, "$1 with { type: 'json' };"),
  }),
};
