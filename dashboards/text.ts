import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { DATA_SOURCE } from './variable';
import type { Panel } from './panel';

interface TextOptions {
  readonly title: string;
  readonly description: string;
  /** Markdown. */
  readonly content: string;
  readonly width?: number;
  readonly height?: number;
}

/** Words that explain what the panels beside it cannot. */
export function text(options: TextOptions): Panel {
  const { title, description, content, height = 8 } = options;
  const build = () =>
    new PanelBuilder().title(title).description(description).datasource(DATA_SOURCE).mode(TextMode.Markdown).content(content).build();
  return { ...options, queries: [], height, build };
}
