// The page and its browser tests, with the rules of the whole project; they need the packages of this workspace.
import project from '../eslint.config.mjs';

export default [
  ...project,
  { ignores: ['.cache', 'stub', 'server', '*.ts', '*.mjs'] },
  {
    files: ['**/*.tsx'],
    rules: {
      // a component that draws reads from top to bottom like what it draws
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // the JSON of a dashboard has the texts of Grafana's enumerations
    files: ['page/**'],
    rules: { '@typescript-eslint/no-unsafe-enum-comparison': 'off', '@typescript-eslint/no-unsafe-enum-assignment': 'off' },
  },
  {
    // node:test keeps count of its tests itself
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
];
