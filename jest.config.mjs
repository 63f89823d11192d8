export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.yml'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'yml'],
  transform: { '\\.(ts|yml)$': '<rootDir>/test/transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/actions/dist/'],
  testTimeout: 60_000,
};
