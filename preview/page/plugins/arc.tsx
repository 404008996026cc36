import { formattedValueToString, ThresholdsMode, type FieldDisplay } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

interface ArcProps {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly withName: boolean;
  readonly withMarkers: boolean;
}

/** The part of a circle that a gauge covers, open at the bottom. */
const SPAN = (210 * Math.PI) / 180;

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Path along a circle between two shares of the span. */
function path({ x, y, radius }: Circle, from: number, to: number): string {
  const point = (share: number) => {
    const angle = Math.PI / 2 + SPAN / 2 - share * SPAN;
    return `${(x + radius * Math.cos(angle)).toFixed(2)},${(y - radius * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${point(from)}A${radius},${radius} 0 ${(to - from) * SPAN > Math.PI ? 1 : 0} 1 ${point(to)}`;
}

const bounded = (share: number): number => Math.min(1, Math.max(0, share));

/** Shares of the span in which each threshold's colour holds. */
function sections({ field }: FieldDisplay): Array<{ from: number; to: number; color: string }> {
  const { thresholds } = field;
  const [min, max] = [field.min ?? 0, field.max ?? 100];
  const steps = thresholds?.steps ?? [];
  const share = (value: number) => bounded(thresholds?.mode === ThresholdsMode.Percentage ? value / 100 : (value - min) / (max - min || 1));
  const starts = steps.map(({ value }) => (Number.isFinite(value) ? share(value) : 0));
  return steps.map(({ color }, index) => ({ from: starts[index] ?? 0, to: starts[index + 1] ?? 1, color }));
}

/** How full something is: an arc, its thresholds around it, the number in its middle. */
export function Arc({ value, width, height, withName, withMarkers }: ArcProps) {
  const theme = useTheme2();
  const { display, field } = value;
  const radius = Math.min(width / 2, height / 1.6) * 0.78;
  const circle = { x: width / 2, y: height / 2 + radius * 0.22, radius };
  const thickness = Math.max(6, radius * 0.28);
  const text = formattedValueToString(display);
  const filled = bounded((display.numeric - (field.min ?? 0)) / ((field.max ?? 100) - (field.min ?? 0) || 1));
  const outer = { ...circle, radius: radius + thickness / 2 + 3 };
  return (
    <svg width={width} height={height} role="img" aria-label={`${display.title ?? ''} ${text}`}>
      <path d={path(circle, 0, 1)} fill="none" stroke={theme.colors.background.secondary} strokeWidth={thickness} />
      {Number.isFinite(display.numeric) && filled > 0 && (
        <path d={path(circle, 0, filled)} fill="none" stroke={display.color} strokeWidth={thickness} />
      )}
      {withMarkers &&
        sections(value).map(({ from, to, color }) =>
          to > from ? (
            <path key={from} d={path(outer, from, to)} fill="none" stroke={theme.visualization.getColorByName(color)} strokeWidth={3} />
          ) : null,
        )}
      <text
        x={circle.x}
        y={circle.y + radius * 0.15}
        textAnchor="middle"
        fill={theme.colors.text.primary}
        fontSize={Math.min(radius * 0.5, (radius * 1.9) / Math.max(1, text.length))}
      >
        {text}
      </text>
      {withName && (
        <text x={circle.x} y={height - 4} textAnchor="middle" fill={theme.colors.text.primary} fontSize={13}>
          {display.title}
        </text>
      )}
    </svg>
  );
}
