import { FieldType, getFieldDisplayName, getFieldSeriesColor, type DataFrame, type Field, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import type { VizLegendOptions } from '@grafana/schema';
import { any, oneOf } from '../options';
import { areaOf, RowNames, textWidth, useHint, WithLegend, type Area } from './chart';
import { legendOptions, register, tooltipOptions } from './plugin';
import { Empty } from './text';
import { numbered } from './time-series';
import { written } from './written';

interface Settings {
  readonly xField: string;
  readonly stacking: 'none' | 'normal';
  readonly groupWidth: number;
  readonly barWidth: number;
  readonly showValue: 'auto' | 'never' | 'always';
  readonly legend: VizLegendOptions;
}

interface Bar {
  readonly name: string;
  readonly field: Field;
  readonly label: string;
  readonly color: string;
  readonly value: number;
  /** Of the room of its thing. */
  readonly from: number;
  readonly thick: number;
  /** Where it begins, in the unit of the values. */
  readonly base: number;
}

const numbersIn = (field: Field | undefined): number[] => ((field?.values ?? []) as Array<number | null>).map((value) => value ?? 0);

/** Every bar: things below each other, of a thing its numbers below or on top of each other. */
function barsOf(frame: DataFrame, options: Settings, colorOf: (field: Field) => string): Bar[][] {
  const fields = frame.fields.filter(({ type }) => type === FieldType.number);
  const names = frame.fields.find((field) => getFieldDisplayName(field, frame) === options.xField);
  const stacked = options.stacking === 'normal';
  const part = options.groupWidth / (stacked ? 1 : fields.length);
  return Array.from({ length: frame.length }, (_, at) => {
    let base = 0;
    return fields.map((field, index) => {
      const value = numbersIn(field)[at] ?? 0;
      const from = (1 - options.groupWidth) / 2 + (stacked ? 0 : index * part) + (part * (1 - options.barWidth)) / 2;
      const bar = {
        name: String(names?.values[at] ?? ''),
        field,
        label: getFieldDisplayName(field, frame),
        color: colorOf(field),
        value,
        from,
        thick: part * options.barWidth,
        base,
      };
      if (stacked) base += value;
      return bar;
    });
  });
}

/** Round numbers from 0 on, about as many as wanted. */
function valueTicks(most: number, wanted: number): number[] {
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

function BarChart({ data, options, width, height, fieldConfig }: PanelProps<Settings>) {
  const theme = useTheme2();
  const [frame] = numbered(data.series);
  if (!frame) return <Empty text={fieldConfig.defaults.noValue} />;
  const things = barsOf(frame, options, (field) => getFieldSeriesColor(field, theme).color);
  const legend = (things[0] ?? []).map(({ label, color }) => ({ label, color }));
  return (
    <WithLegend width={width} height={height} legend={options.legend} items={legend}>
      {(w, h) => <Bars things={things} options={options} width={w} height={h} />}
    </WithLegend>
  );
}

interface BarsProps {
  readonly things: readonly Bar[][];
  readonly options: Settings;
  readonly width: number;
  readonly height: number;
}

function Bars({ things, options, width, height }: BarsProps) {
  const theme = useTheme2();
  const { over, shown } = useHint();
  const bars = things.flat();
  const names = things.map(([first]) => first?.name ?? '');
  const most = Math.max(...bars.map(({ base, value }) => base + value)) || 1;
  const room = options.showValue === 'never' ? 8 : Math.max(...bars.map(({ field, value }) => textWidth(written(field, value))));
  const area = areaOf(width, height, {
    left: Math.min(width * 0.4, Math.max(...names.map(textWidth)) + 8),
    right: room,
    top: 4,
    bottom: 24,
  });
  const x = (value: number) => area.left + (value / most) * area.width;
  const row = area.height / things.length;
  return (
    <svg width={width} height={height} role="img" aria-label={`${bars.length} bars`}>
      <ValueAxis field={bars[0]?.field} most={most} area={area} x={x} />
      <RowNames names={names} area={area} every={Math.ceil(14 / row)} />
      {things.map((group, index) =>
        group.map((bar) => {
          const top = area.top + row * (index + bar.from);
          const hint = {
            title: bar.name,
            rows: group.map(({ label, color, field, value }) => ({ label, color, value: written(field, value) })),
          };
          const withText = options.showValue !== 'never' && options.stacking === 'none' && row * bar.thick > 10;
          return (
            <g key={`${index} ${bar.label}`} {...over(hint)}>
              <rect
                x={x(bar.base)}
                y={top}
                width={Math.max(1, x(bar.value) - x(0))}
                height={Math.max(1, row * bar.thick)}
                fill={bar.color}
              />
              {withText && (
                <text
                  x={x(bar.base + bar.value) + 4}
                  y={top + (row * bar.thick) / 2}
                  dominantBaseline="central"
                  fontSize={12}
                  fill={theme.colors.text.primary}
                >
                  {written(bar.field, bar.value)}
                </text>
              )}
            </g>
          );
        }),
      )}
      {shown}
    </svg>
  );
}

function ValueAxis({
  field,
  most,
  area,
  x,
}: {
  readonly field: Field | undefined;
  readonly most: number;
  readonly area: Area;
  readonly x: (value: number) => number;
}) {
  const theme = useTheme2();
  if (!field) return null;
  const wanted = Math.min(4, Math.max(1, Math.floor(area.width / (textWidth(written(field, most)) + 16))));
  return (
    <g fill={theme.colors.text.primary} fontSize={12} textAnchor="middle">
      {valueTicks(most, wanted).map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={area.top} y2={area.top + area.height} stroke={theme.colors.border.weak} />
          <text x={x(value)} y={area.top + area.height + 16}>
            {written(field, value)}
          </text>
        </g>
      ))}
    </g>
  );
}

register({
  id: 'barchart',
  draw: BarChart,
  colorMode: 'palette-classic',
  options: {
    ...legendOptions,
    ...tooltipOptions,
    orientation: oneOf('horizontal'),
    xField: any(''),
    stacking: oneOf('none', 'normal'),
    showValue: oneOf('auto', 'never', 'always'),
    barWidth: any(0.97),
    groupWidth: any(0.7),
    barRadius: oneOf(0),
    fullHighlight: oneOf(false),
    xTickLabelRotation: oneOf(0),
    xTickLabelMaxLength: oneOf(0),
    xTickLabelSpacing: oneOf(0),
  },
  custom: {
    lineWidth: any(1),
    fillOpacity: any(80),
    gradientMode: oneOf('none'),
    axisPlacement: any('auto'),
    axisLabel: any(''),
    hideFrom: any({ viz: false, legend: false, tooltip: false }),
  },
});
