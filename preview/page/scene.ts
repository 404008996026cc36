import {
  behaviors,
  dataLayers,
  DataSourceVariable,
  EmbeddedScene,
  QueryVariable,
  SceneControlsSpacer,
  SceneDataLayerControls,
  SceneDataLayerSet,
  SceneDataTransformer,
  SceneGridItem,
  SceneGridLayout,
  SceneGridRow,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
  VariableValueSelectors,
  VizPanel,
  type SceneObject,
  type SceneVariable,
} from '@grafana/scenes';
import type { DashboardJson, PanelJson, VariableJson } from '../dashboard-json';
import { misunderstood } from './options';
import { REFUSED, understoodBy } from './plugins/plugin';

/** How a dashboard is opened. */
export interface Opening {
  /** Time range instead of the dashboard's own: a recording is as long as it is. */
  readonly range?: { readonly from: string; readonly to: string };
  /** All rows open. */
  readonly expanded?: boolean;
}

/** A dashboard that runs: variables, time range, queries and panels of its JSON. */
export function sceneOf(dashboard: DashboardJson, { range = dashboard.time, expanded = false }: Opening): EmbeddedScene {
  const hasVariables = dashboard.templating.list.length > 0;
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: range.from, to: range.to, timeZone: dashboard.timezone }),
    $variables: new SceneVariableSet({ variables: dashboard.templating.list.map(variableOf) }),
    $data: annotationsOf(dashboard),
    $behaviors: [new behaviors.CursorSync({ key: 'cursor', sync: dashboard.graphTooltip })],
    controls: [
      ...(hasVariables ? [new VariableValueSelectors({}), new SceneDataLayerControls()] : []),
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ isOnCanvas: true }),
    ],
    body: new SceneGridLayout({ isLazy: false, isDraggable: false, isResizable: false, children: rowsOf(dashboard.panels, expanded) }),
  });
}

function variableOf({ name, label, type, query, multi = false, includeAll = false, allValue, sort, current }: VariableJson): SceneVariable {
  const common = { name, label: label ?? name };
  if (type === 'datasource') return new DataSourceVariable({ ...common, pluginId: typeof query === 'string' ? query : query.query });
  if (type !== 'query') throw new Error(`the preview has no variables of type "${type}"`);
  const all = { isMulti: multi, includeAll, ...(allValue !== undefined && { allValue }) };
  // asked again whenever the time range changes, as our dashboards want it
  const asked = {
    datasource: { type: 'prometheus', uid: '${datasource}' },
    query: query as { query: string; refId: string },
    refresh: 2,
    sort: sort ?? 0,
  };
  return new QueryVariable({ ...common, ...all, ...asked, value: current?.value ?? '', text: current?.text ?? '' });
}

const annotationsOf = ({ annotations }: DashboardJson): SceneDataLayerSet =>
  new SceneDataLayerSet({
    layers: annotations.list.map(
      (annotation) =>
        new dataLayers.AnnotationsDataLayer({
          name: annotation.name,
          isEnabled: annotation.enable,
          isHidden: annotation.hide ?? false,
          query: annotation,
        }),
    ),
  });

/** Rows with their panels; in a dashboard's JSON the panels of an open row follow it, those of a folded one are inside. */
function rowsOf(panels: readonly PanelJson[], expanded: boolean): Array<SceneGridItem | SceneGridRow> {
  const result: Array<SceneGridItem | SceneGridRow> = [];
  let open: SceneGridRow | undefined;
  for (const panel of panels) {
    if (panel.type === 'row') {
      const row = rowOf(panel, expanded);
      result.push(row);
      open = panel.collapsed === true ? undefined : row;
    } else if (open) open.setState({ children: [...open.state.children, itemOf(panel)] });
    else result.push(itemOf(panel));
  }
  return expanded ? stacked(result) : result;
}

const rowOf = ({ id, title, gridPos, collapsed = false, panels = [] }: PanelJson, expanded: boolean): SceneGridRow =>
  new SceneGridRow({
    key: `row-${id}`,
    title,
    y: gridPos.y,
    isCollapsed: collapsed && !expanded,
    isDraggable: false,
    children: panels.map(itemOf),
  });

/** Rows that were folded take their place, so what is below them moves down. */
function stacked(items: Array<SceneGridItem | SceneGridRow>): Array<SceneGridItem | SceneGridRow> {
  let bottom = 0;
  for (const item of items) {
    if (!(item instanceof SceneGridRow)) {
      bottom = Math.max(bottom, (item.state.y ?? 0) + (item.state.height ?? 0));
      continue;
    }
    const top = Math.min(...item.state.children.map(({ state }) => state.y ?? 0));
    const shift = bottom + 1 - top;
    item.setState({ y: bottom });
    for (const child of item.state.children) child.setState({ y: (child.state.y ?? 0) + shift });
    bottom = Math.max(bottom + 1, ...item.state.children.map(({ state }) => (state.y ?? 0) + (state.height ?? 0)));
  }
  return items;
}

const itemOf = (panel: PanelJson): SceneGridItem => {
  const { x, y, w: width, h: height } = panel.gridPos;
  return new SceneGridItem({ key: `grid-${panel.id}`, x, y, width, height, isDraggable: false, isResizable: false, body: panelOf(panel) });
};

function panelOf(panel: PanelJson): SceneObject {
  const understood = understoodBy(panel.type);
  const problems = understood ? misunderstood(panel, understood) : [`panels of type ${panel.type}`];
  const frame = { key: `panel-${panel.id}`, title: panel.title, description: panel.description ?? '' };
  if (problems.length > 0) return new VizPanel({ ...frame, pluginId: REFUSED, options: { problems } });
  return new VizPanel({
    ...frame,
    pluginId: panel.type,
    options: { ...panel.options },
    fieldConfig: structuredClone(panel.fieldConfig ?? { defaults: {}, overrides: [] }) as never,
    ...dataOf(panel),
  });
}

function dataOf({ targets = [], transformations = [] }: PanelJson) {
  if (targets.length === 0) return {};
  const queries = new SceneQueryRunner({
    datasource: { type: 'prometheus', uid: '${datasource}' },
    queries: targets.map((target) => ({ ...target })),
  });
  return {
    $data:
      transformations.length > 0
        ? new SceneDataTransformer({ $data: queries, transformations: transformations.map((one) => ({ ...one })) })
        : queries,
  };
}
