import { legendLabels } from '../../dashboards/query';
import { MOST_PANELS_SHOWN } from '../../dashboards/grid';
import { colours } from '../../dashboards/palette';
import { dashboards } from '../../dashboards';
import { bare, everyDashboard, everything, jsonOf, panelsOf, settings, type PanelJson } from './provisioned';

const withQueries = (panel: PanelJson) => (panel.targets ?? []).length > 0;

describe.each(everyDashboard)('%s', (_, dashboard) => {
  const json = jsonOf(dashboard);
  const panels = panelsOf(dashboard);

  test('has a stable kebab-case uid, and nothing that belongs to one Grafana only', () => {
    expect(json.uid).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(json.uid.length).toBeLessThanOrEqual(40);
    expect(Object.keys(json)).not.toEqual(expect.arrayContaining(['id']));
    expect(Object.keys(json)).not.toEqual(expect.arrayContaining(['version']));
    expect(json).toMatchObject({ schemaVersion: 42, editable: false, graphTooltip: 1, timezone: 'browser' });
  });

  test('asks a question, carries the common tag and looks back at most a week', () => {
    expect(json.description).toMatch(/\?/);
    expect(json.tags).toContain('spok-monitoring');
    expect(json.time.from).toMatch(/^now-([1-9]|1\d|2[0-4])h$|^now-[1-7]d$/);
  });

  test('says on every panel what it shows and what good looks like', () => {
    const silent = panels.filter(
      ({ type, description = '' }) => description.length < 40 || (type !== 'text' && !/\b(Good|trust)\b/.test(description)),
    );
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  test('gives every panel a short title of its own', () => {
    const titles = panels.map(({ title }) => title);
    expect(titles.filter((title) => title.length > 40 || title !== title.trim() || title === '')).toEqual([]);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test('gives every panel with numbers a unit', () => {
    const units = (panel: PanelJson) => [
      panel.fieldConfig?.defaults.unit,
      ...(panel.fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
      ),
    ];
    expect(panels.filter((panel) => withQueries(panel) && !units(panel).some((unit) => typeof unit === 'string' && unit !== ''))).toEqual(
      [],
    );
  });

  test('asks the chosen data source everywhere', () => {
    for (const { datasource, targets = [] } of panels) {
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
      for (const target of targets) expect(target.datasource.uid).toBe('${datasource}');
    }
  });

  test('numbers its panels from 1 on and its queries by letters', () => {
    const ids = everything(dashboard).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_id, index) => index + 1));
    for (const { targets = [] } of panels)
      expect(targets.map(({ refId }) => refId)).toEqual(targets.map((_target, index) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[index]));
  });

  test('fills its grid without holes and overlaps', () => {
    expect(gridProblems(json.panels)).toEqual([]);
    for (const row of json.panels) if (row.collapsed) expect(gridProblems(row.panels ?? [])).toEqual([]);
  });

  test(`shows at most ${MOST_PANELS_SHOWN} panels at once, begins with numbers and leaves no row empty`, () => {
    expect(json.panels.filter(({ type }) => type !== 'row').length).toBeLessThanOrEqual(MOST_PANELS_SHOWN);
    expect(['stat', 'gauge']).toContain(json.panels[0]?.type);
    const rows = json.panels.flatMap((panel, index) => (panel.type === 'row' ? [{ panel, next: json.panels[index + 1] }] : []));
    for (const { panel, next } of rows) {
      expect(panel.title).not.toBe('');
      expect(panel.collapsed ? panel.panels?.length : next?.type !== 'row' && next !== undefined).toBeTruthy();
    }
  });

  test('colours from bottom to top, beginning without a bound', () => {
    for (const { fieldConfig } of panels) {
      const overridden = (fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties.filter(({ id }) => id === 'thresholds'));
      const all = [fieldConfig?.defaults.thresholds, ...overridden.map(({ value }) => value)] as Array<
        { steps: Array<{ value: number | null }> } | undefined
      >;
      for (const thresholds of all) {
        const [start, ...bounds] = (thresholds?.steps ?? [{ value: null }]).map(({ value }) => value);
        expect(start).toBeNull();
        expect(bounds).toEqual([...bounds].sort((a, b) => (a ?? 0) - (b ?? 0)));
        expect(new Set(bounds).size).toBe(bounds.length);
      }
    }
  });

  test('colours a number that is not there by what its absence means, not as the lowest level', () => {
    const coloured = panels.filter(({ type, options }) => type === 'stat' && options?.colorMode !== 'none');
    for (const { fieldConfig } of coloured) {
      const { mappings = [], noValue } = fieldConfig!.defaults;
      const { text, color } = mappings.find(({ options }) => options.match === 'null+nan')?.options.result ?? {};
      expect(text).toBe(noValue);
      expect(color === colours.good).toBe(['none', 'not filling'].includes(noValue ?? ''));
    }
  });

  test('explains an empty panel', () => {
    expect(panels.filter((panel) => withQueries(panel) && !panel.fieldConfig?.defaults.noValue).map(({ title }) => title)).toEqual([]);
  });

  test('shows in a legend only labels that its query has', () => {
    for (const { title, targets = [] } of panels)
      for (const { expr, legendFormat = '' } of targets) {
        const asked = dashboard.queries.find((query) => query.expr === expr && query.where === `${dashboard.uid}: ${title}`);
        for (const label of legendLabels(legendFormat)) expect(asked?.labels).toContain(label);
      }
  });

  test('tells lines apart: a query with several series shows a label', () => {
    const anonymous = panels.flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ expr, legendFormat = '', format }) => {
        const asked = dashboard.queries.find((query) => query.expr === expr && query.where === `${dashboard.uid}: ${title}`);
        return format !== 'table' && (asked?.labels.length ?? 0) > 1 && legendLabels(legendFormat).length === 0
          ? [`${title}: ${expr}`]
          : [];
      }),
    );
    expect(anonymous).toEqual([]);
  });

  test('rates over the interval that follows the zoom, and matches no label by ".*"', () => {
    for (const { targets = [] } of panels)
      for (const { expr } of targets) {
        expect(expr).not.toMatch(/=~"\.\*"/);
        expect(expr).not.toMatch(/or vector\(0\)/);
      }
  });

  test('fits into a ConfigMap many times', () => {
    expect(Buffer.byteLength(JSON.stringify(dashboard.json, null, 2))).toBeLessThan(200_000);
  });

  test('marks alerts on the time axis', () => {
    expect(json.annotations.list.map(({ name }) => name)).toContain('Alerts');
  });
});

describe.each(settings.map((environment) => [environment.name, environment] as const))('the dashboards of %s', (_, environment) => {
  test('come out the same every time', () => {
    expect(JSON.stringify(dashboards(environment))).toBe(JSON.stringify(dashboards(environment)));
  });

  test('have titles that are unique in their folder', () => {
    const titles = dashboards(environment).map(({ folder, title }) => `${folder}/${title}`);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('mark deployments where Argo CD is watched', () => {
    for (const dashboard of dashboards(environment))
      expect(jsonOf(dashboard).annotations.list.map(({ name }) => name)).toContain('Deployments');
  });

  test('take the levels of their colours from the settings of the alerts', () => {
    const strict = structuredClone(environment);
    strict.thresholds.tuning.gcAboveRatio = 0.0625;
    const steps = dashboards(strict)
      .flatMap(panelsOf)
      .flatMap(({ fieldConfig }) => fieldConfig?.defaults.thresholds?.steps ?? []);
    expect(steps.map(({ value }) => value)).toContain(0.0625);
  });

  test('write money in the configured currency', () => {
    const units = dashboards({ ...environment, cost: { ...environment.cost, currency: 'CHF' } })
      .flatMap(panelsOf)
      .map(({ fieldConfig }) => fieldConfig?.defaults.unit ?? '');
    expect(units.filter((unit) => unit.includes('CHF')).length).toBeGreaterThan(3);
    expect(units.filter((unit) => unit.includes('EUR'))).toEqual([]);
  });
});

test('what an environment does not have, it has no dashboard about', () => {
  const uids: string[] = dashboards(bare).map(({ uid }) => uid);
  expect(uids).not.toContain('minio');
  expect(uids).not.toContain('argocd');
  expect(uids).toContain('platform-overview');
  expect(JSON.stringify(dashboards(bare))).not.toMatch(/minio_|argocd_/);
});

/** Panels that leave the grid, overlap, or leave a hole in their line. */
function gridProblems(panels: readonly PanelJson[]): string[] {
  const problems: string[] = [];
  const lines = new Map<number, PanelJson[]>();
  for (const panel of panels) lines.set(panel.gridPos.y, [...(lines.get(panel.gridPos.y) ?? []), panel]);
  let bottom: number | undefined;
  for (const [y, line] of [...lines].sort(([a], [b]) => a - b)) {
    if (bottom !== undefined && y !== bottom) problems.push(`line ${y} should begin at ${bottom}`);
    let x = 0;
    for (const { title, gridPos } of line) {
      if (gridPos.x !== x) problems.push(`"${title}" should begin at column ${x}`);
      x += gridPos.w;
    }
    if (x !== 24) problems.push(`line ${y} is ${x} columns wide`);
    const heights = new Set(line.map(({ gridPos }) => gridPos.h));
    if (heights.size !== 1) problems.push(`line ${y} has panels of different heights`);
    bottom = y + Math.max(...heights);
  }
  return problems;
}
