import { DashboardBuilder, DashboardCursorSync } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelExpression } from '../metrics/promql';
import { annotationBuilder, annotations } from './annotation';
import { finalize, type JsonObject } from './finalize';
import { arrange, type Line, type Row } from './grid';
import { screenLinks, TAG } from './link';
import type { PanelContext } from './panel';
import { nextOf, screen, type ScreenUid } from './screens';
import { valuesQueries, variableName, variables } from './variable';

/** What a screen shows; its name, folder and variables stand on its card in `screens.ts`. */
export interface Content {
  /** The question it answers. */
  readonly description: string;
  /** The numbers to look at first. */
  readonly strip: Line;
  readonly rows: readonly Row[];
  /** How far back it looks at first. @default 'now-3h' */
  readonly from?: `now-${number}${'m' | 'h' | 'd'}`;
}

/** An expression that a dashboard sends to Prometheus, and where it stands. */
export interface DashboardQuery {
  /** `spark-fleet: Applications by state`. */
  readonly where: string;
  readonly kind: 'panel' | 'variable' | 'annotation';
  readonly expr: string;
  /** What it selects from: catalogue entries and recordings. */
  readonly reads: readonly string[];
  readonly labels: readonly string[];
}

/** A dashboard as Grafana provisions it. */
export interface Dashboard {
  readonly uid: ScreenUid;
  readonly title: string;
  /** Name of Grafana's folder. */
  readonly folder: string;
  readonly json: JsonObject;
  /** Everything it asks Prometheus. */
  readonly queries: readonly DashboardQuery[];
}

/** What all dashboards of an environment share. */
export interface House {
  readonly screens: ReadonlySet<ScreenUid>;
  readonly currency: string;
  /** How often panels ask again; no faster than the data changes. */
  readonly refresh: string;
}

/** Puts a screen together in the house style. */
export function dashboard(uid: ScreenUid, content: Content, house: House): Dashboard {
  const { title, folder } = screen(uid);
  const panels = arrange(content.strip, content.rows, contextOf(uid, house));
  return { uid, title, folder, json: finalize(frame(uid, content, house), panels), queries: queriesOf(uid, content, house) };
}

const contextOf = (uid: ScreenUid, { screens, currency }: House): PanelContext => ({
  variables: screen(uid).variables.map(variableName),
  screens,
  currency,
});

const annotationsOf = (uid: ScreenUid, { screens }: House) => annotations(screen(uid).variables.map(variableName), screens.has('argocd'));

function frame(uid: ScreenUid, { description, from = 'now-3h' }: Content, house: House) {
  const { title, folder, variables: keys } = screen(uid);
  // the SDK prefers its next format, which Grafana's file provisioning does not read reliably yet
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG, folder.toLowerCase()])
    .timezone('browser')
    .refresh(house.refresh)
    .time({ from, to: 'now' })
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(variables(keys))
    .annotations(annotationsOf(uid, house).map(annotationBuilder))
    .links(screenLinks(nextOf(uid, house.screens)));
}

function queriesOf(uid: ScreenUid, { strip, rows }: Content, house: House): DashboardQuery[] {
  const panels = [strip, ...rows.flatMap(({ lines }) => lines)].flat();
  const fact = (
    kind: DashboardQuery['kind'],
    what: string,
    { promql, reads, labels }: Pick<PanelExpression, 'promql' | 'reads' | 'labels'>,
  ) => ({
    where: `${uid}: ${what}`,
    kind,
    expr: promql,
    reads,
    labels,
  });
  return [
    ...panels.flatMap(({ title, queries }) => queries.map(({ of }) => fact('panel', title, of))),
    ...valuesQueries(screen(uid).variables).map(({ key, of }) => fact('variable', variableName(key), of)),
    ...annotationsOf(uid, house).map(({ name, of }) => fact('annotation', name, of)),
  ];
}
