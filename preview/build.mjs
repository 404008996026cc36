// Bundles the page; the server runs it when sources have changed.
import { build } from 'esbuild';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['page/main.tsx'],
  outdir: '.cache/page',
  bundle: true,
  minify: true,
  format: 'iife',
  jsx: 'automatic',
  alias: { 'monaco-editor': './page/empty.ts' },
  loader: { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl', '.woff': 'empty' },
  banner: { js: "window.__grafana_public_path__ = '/public/';" },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
  logLevel: 'error',
});
