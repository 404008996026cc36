import { FieldType, getFieldDisplayName, type DisplayValue, type Field, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import type { VizLegendOptions } from '@grafana/schema';
import { any, oneOf } from '../options';
import { areaOf, RowNames, textWidth, TimeAxis, timeScale, useHint, WithLegend } from './chart';
import { legendOptions, register, tooltipOptions } from './plugin';
import { Empty } from './text';
import { moment } from './written';

interface Settings {
  readonly legend: VizLegendOptions;
  readonly rowHeight: number;
  readonly showValue: 'auto' | 'never' | 'always';
}

interface State {
  readonly from: number;
  readonly to: number;
  readonly display: DisplayValue;
}

interface Row {
  readonly name: string;
  readonly states: readonly State[];
}

/** Values that follow each other and read the same are one state; a gap is none. */
function statesOf(time: Field, value: Field): State[] {
  const states: State[] = [];
  const interval = (time.config.interval as number | undefined) ?? 0;
  for (const [index, raw] of value.values.entries()) {
    const at = time.values[index] as number;
    if (raw === null || raw === undefined || !value.display) continue;
    const display = value.display(raw);
    const last = states.at(-1);
    if (last && last.to >= at && last.display.text === display.text) states[states.length - 1] = { ...last, to: at + interval };
    else states.push({ from: at, to: at + interval, display });
  }
  return states;
}

const rowsOf = (series: PanelProps['data']['series']): Row[] =>
  series.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    const value = frame.fields.find(({ type }) => type === FieldType.number);
    return time && value && frame.length > 0 ? [{ name: getFieldDisplayName(value, frame, series), states: statesOf(time, value) }] : [];
  });

function Timeline({ data, options, width, height, timeRange, timeZone, fieldConfig }: PanelProps<Settings>) {
  const theme = useTheme2();
  const { over, shown } = useHint();
  const rows = rowsOf(data.series);
  if (rows.length === 0) return <Empty text={fieldConfig.defaults.noValue} />;
  const displays = new Map(rows.flatMap(({ states }) => states.map(({ display }) => [display.text, display] as const)));
  const legend = [...displays.values()]
    .sort((a, b) => a.numeric - b.numeric)
    .map(({ text, color }) => ({ label: text, color: color ?? theme.colors.text.secondary }));
  const left = Math.min(width * 0.35, Math.max(...rows.map(({ name }) => textWidth(name))) + 8);
  return (
    <WithLegend width={width} height={height} legend={options.legend} items={legend}>
      {(w, h) => {
        const area = areaOf(w, h, { left, right: 8, top: 4, bottom: 24 });
        const x = timeScale(timeRange, area);
        const row = area.height / rows.length;
        const thick = row * options.rowHeight;
        return (
          <svg width={w} height={h} role="img" aria-label={`${rows.length} rows of states over time`}>
            <TimeAxis range={timeRange} area={area} timeZone={timeZone} />
            <RowNames names={rows.map(({ name }) => name)} area={area} every={Math.ceil(14 / row)} />
            {rows.map(({ name, states }, index) =>
              states.map(({ from, to, display }) => {
                const color = display.color ?? theme.colors.text.secondary;
                const hint = { title: `${moment(from)} – ${moment(to)}`, rows: [{ label: name, value: display.text, color }] };
                const wide = x(to) - x(from);
                const top = area.top + row * (index + 0.5) - thick / 2;
                const fits = options.showValue !== 'never' && wide > textWidth(display.text) && thick > 13;
                return (
                  <g key={`${index} ${from}`} {...over(hint)}>
                    <rect x={x(from)} y={top} width={Math.max(1, wide)} height={thick} fill={color} />
                    {fits && (
                      <text
                        x={x(from) + 6}
                        y={top + thick / 2}
                        dominantBaseline="central"
                        fontSize={12}
                        fill={theme.colors.getContrastText(color)}
                      >
                        {display.text}
                      </text>
                    )}
                  </g>
                );
              }),
            )}
            {shown}
          </svg>
        );
      }}
    </WithLegend>
  );
}

register({
  id: 'state-timeline',
  draw: Timeline,
  colorMode: 'thresholds',
  options: {
    ...legendOptions,
    ...tooltipOptions,
    mergeValues: oneOf(true),
    showValue: oneOf('auto', 'never', 'always'),
    alignValue: oneOf('left'),
    rowHeight: any(0.9),
    perPage: any(20),
  },
  custom: { fillOpacity: any(80), lineWidth: any(0), hideFrom: any({ viz: false, legend: false, tooltip: false }) },
});
