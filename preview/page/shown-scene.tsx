import type { EmbeddedScene } from '@grafana/scenes';
import { useMemo } from 'react';
import type { Content, Source } from '../api';
import type { DashboardJson } from '../dashboard-json';
import { recordedRange } from './clock';
import { sceneOf } from './scene';

declare global {
  interface Window {
    /** The dashboard that is shown, for tests. */
    scene?: EmbeddedScene;
  }
}

/** A dashboard that runs over the data there is; undefined without one. */
export function useScene(dashboard: DashboardJson | undefined, source: Source, expanded = false): EmbeddedScene | undefined {
  const scene = useMemo(() => dashboard && sceneOf(dashboard, { range: recordedRange(source), expanded }), [dashboard, source, expanded]);
  if (scene) window.scene = scene;
  return scene;
}

/** What an address names and the environment does not have. */
export const Missing = ({ what, content }: { readonly what: string; readonly content: Content }) => (
  <p role="alert">
    There is no {what} in environment {content.environment}.
  </p>
);
