// Bundles the page; the server runs it when sources have changed.
import { join } from 'node:path';
import { build } from 'esbuild';

/** Scenes ask the clock of the machine in one file; ours asks the clock of the page, which stands still in a recording. */
const clockOfThePage = {
  name: 'clock of the page',
  setup: ({ onResolve, onEnd }) => {
    let replaced = 0;
    onResolve({ filter: /\/evaluateTimeRange\.js$/ }, () => {
      replaced++;
      return { path: join(import.meta.dirname, 'page', 'evaluate-time-range.ts') };
    });
    onEnd(() =>
      replaced > 0 ? undefined : { errors: [{ text: '@grafana/scenes has no evaluateTimeRange.js any more: see page/clock.ts' }] },
    );
  },
};

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['page/main.tsx'],
  outdir: '.cache/page',
  bundle: true,
  minify: true,
  format: 'iife',
  jsx: 'automatic',
  alias: { 'monaco-editor': './page/empty.ts' },
  plugins: [clockOfThePage],
  loader: { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl', '.woff': 'empty' },
  banner: { js: "window.__grafana_public_path__ = '/public/';" },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
  logLevel: 'error',
});
