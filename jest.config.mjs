import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.yml'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'yml'],
  transform: {
    '\\.(ts|yml)$': '<rootDir>/test/transform.mjs',
    '/workflow-parser/.*\\.js$': '<rootDir>/test/transform-json-imports.mjs',
  },
  transformIgnorePatterns: ['/node_modules/(?!@actions/workflow-parser/)'],
  modulePathIgnorePatterns: ['<rootDir>/actions/dist/'],
  // Not in the temporary folder, which is another one for each run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  globalSetup: '<rootDir>/test/memory-folder.mjs',
  globalTeardown: '<rootDir>/test/memory-folder-end.mjs',
  // The tests mostly wait for child processes: with two workers a processor, 496 s instead of 581 s on two processors.
  maxWorkers: 2 * availableParallelism(),
  testTimeout: 120_000,
};
