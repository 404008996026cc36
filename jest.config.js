// swc strips types without checking them; `npm run types` is the check.
module.exports = {
  testEnvironment: 'node',
  // nothing here waits: where a test takes long, the machine has other work
  testTimeout: 120_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // copies of the tree that the heavier checks make
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  setupFiles: ['<rootDir>/test/property-seed.ts'],
  // it is an ES module, which Jest cannot require
  transformIgnorePatterns: ['/node_modules/(?!magicast/)'],
  transform: {
    '^.+\\.(ts|js)$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }],
  },
};
