import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardLinkBuilder,
  RowBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { finalize, type JsonObject } from '../../dashboards/finalize';
import { query } from '../../dashboards/query';
import { timeSeries } from '../../dashboards/time-series';
import { nodeMetrics } from '../../metrics/nodes';

const panel = () =>
  new PanelBuilder().title('a').withTarget(new DataqueryBuilder().expr('up')).withTarget(new DataqueryBuilder().expr('down'));
const frame = () =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the same reason as in dashboards/dashboard.ts
  new DashboardBuilder('d')
    .link(new DashboardLinkBuilder('l').type(DashboardLinkType.Link).url('/d/x'))
    .annotation(new AnnotationQueryBuilder().name('n').expr('ALERTS'));
const folded = () => ({ ...new RowBuilder('r').build(), panels: [panel().build()] });
const context = { variables: [], screens: new Set<never>(), currency: 'EUR' };

/** The document as the house writes it. */
const mended = () => finalize(frame(), [panel().build(), folded()]) as any;

describe('of the traps of SDK 0.0.21, finalize mends', () => {
  test('missing and zero ids, inside folded rows too', () => {
    expect([panel().build().id, new RowBuilder('r').build().id]).toEqual([undefined, 0]);
    expect([mended().panels[0].id, mended().panels[1].id, mended().panels[1].panels[0].id]).toEqual([1, 2, 3]);
  });

  test('missing names of queries', () => {
    expect(
      panel()
        .build()
        .targets?.map((target) => (target as { refId?: string }).refId),
    ).not.toEqual(['A', 'B']);
    expect(mended().panels[1].panels[0].targets.map(({ refId }: { refId: string }) => refId)).toEqual(['A', 'B']);
  });

  test('links and annotations hidden in a menu', () => {
    expect(frame().build().links?.[0]?.placement).toBe('inControlsMenu');
    expect(mended().links[0]).not.toHaveProperty('placement');
    expect(mended().annotations.list[0]).not.toHaveProperty('placement');
  });

  test('functions inside queries, which plain data must not have', () => {
    expect(() => structuredClone(panel().build().targets)).toThrow();
    expect(structuredClone(mended())).toEqual(mended());
  });

  test('objects shared between builds: the first result does not change with the second', () => {
    const builder = panel();
    const first = finalize(frame(), [builder.build()]);
    const before = JSON.stringify(first);
    finalize(frame(), [builder.title('b').build(), panel().build()]);
    expect(JSON.stringify(first)).toBe(before);
  });
});

test('applying it twice changes nothing', () => {
  const once = mended() as JsonObject;
  expect(finalize({ build: () => once }, once.panels as never)).toEqual(once);
});

test('house panels show their legend, which the SDK hides', () => {
  const shown = timeSeries({ title: 'Load', description: 'd', queries: [query(nodeMetrics.load1, '{{node}}')] }).build(context) as any;
  expect(shown.options.legend.showLegend).toBe(true);
});

test('a panel can be built twice', () => {
  const load = timeSeries({ title: 'Load', description: 'd', queries: [query(nodeMetrics.load1, '{{node}}')] });
  expect(JSON.stringify(load.build(context))).toBe(JSON.stringify(load.build(context)));
});
