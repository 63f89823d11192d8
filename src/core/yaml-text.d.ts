// A .yml file is imported as its text: by the bundler in the actions, by test/transform.mjs in the tests.
declare module '*.yml' {
  const text: string;
  export default text;
}
