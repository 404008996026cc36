import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  VizOrientation,
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  type PanelProps,
  type ReduceDataOptions,
} from '@grafana/data';
import { BarGauge, BigValue, DataLinksContextMenu, useTheme2, VizRepeater, type BarGaugeDisplayMode } from '@grafana/ui';
import type {
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
} from '@grafana/schema';
import type { ReactElement } from 'react';
import { any, oneOf, type Options } from '../options';
import { Arc } from './arc';
import { legendOptions, register } from './plugin';

interface Reduced {
  readonly reduceOptions: ReduceDataOptions;
  readonly orientation: VizOrientation;
}

/** One value with the room it has. */
interface Place<S> {
  readonly value: FieldDisplay;
  readonly options: S;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly alignment: DisplayValueAlignmentFactors;
}

/** A panel that repeats a drawing for each of its values. */
function repeated<S extends Reduced>(draw: (place: Place<S>) => ReactElement, { sparkline = false, spacing = 8 } = {}) {
  return function Repeated({ data, options, fieldConfig, replaceVariables, timeZone, width, height, renderCounter }: PanelProps<S>) {
    const theme = useTheme2();
    const values = () =>
      getFieldDisplayValues({
        fieldConfig,
        reduceOptions: options.reduceOptions,
        replaceVariables,
        theme,
        data: data.series,
        sparkline,
        timeZone,
      });
    return (
      <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
        getValues={values}
        getAlignmentFactors={getDisplayValueAlignmentFactors}
        source={data}
        width={width}
        height={height}
        itemSpacing={spacing}
        renderCounter={renderCounter}
        autoGrid
        orientation={options.orientation}
        renderValue={({ value, width: w, height: h, alignmentFactors, count }) =>
          linked(value, draw({ value, options, width: w, height: h, count, alignment: alignmentFactors }))
        }
      />
    );
  };
}

const linked = (value: FieldDisplay, drawing: ReactElement): ReactElement =>
  value.hasLinks && value.getLinks ? <DataLinksContextMenu links={value.getLinks}>{() => drawing}</DataLinksContextMenu> : drawing;

interface StatSettings extends Reduced {
  readonly colorMode: BigValueColorMode;
  readonly graphMode: BigValueGraphMode;
  readonly justifyMode: BigValueJustifyMode;
  readonly textMode: BigValueTextMode;
  readonly wideLayout: boolean;
}

function Stat({ value, options, width, height, count, alignment }: Place<StatSettings>) {
  const theme = useTheme2();
  const { colorMode, graphMode, justifyMode, textMode, wideLayout } = options;
  const sparkline = graphMode === 'none' ? {} : value.sparkline ? { sparkline: value.sparkline } : {};
  return (
    <BigValue
      value={value.display}
      {...sparkline}
      count={count}
      colorMode={colorMode}
      graphMode={graphMode}
      justifyMode={justifyMode}
      textMode={textMode}
      alignmentFactors={alignment}
      width={width}
      height={height}
      theme={theme}
      disableWideLayout={!wideLayout}
    />
  );
}

interface BarSettings extends Reduced {
  readonly displayMode: BarGaugeDisplayMode;
  readonly valueMode: BarGaugeValueMode;
  readonly namePlacement: BarGaugeNamePlacement;
  readonly showUnfilled: boolean;
}

function Bar({ value, options, width, height, alignment }: Place<BarSettings>) {
  const theme = useTheme2();
  const display = value.view?.getFieldDisplayProcessor(value.colIndex ?? 0);
  return (
    <BarGauge
      value={value.display}
      width={width}
      height={height}
      orientation={options.orientation}
      field={value.field}
      {...(display && { display })}
      theme={theme}
      itemSpacing={8}
      displayMode={options.displayMode}
      alignmentFactors={alignment}
      showUnfilled={options.showUnfilled}
      valueDisplayMode={options.valueMode}
      namePlacement={options.namePlacement}
    />
  );
}

interface GaugeSettings extends Reduced {
  readonly showThresholdMarkers: boolean;
}

const Gauge = ({ value, options, width, height, count }: Place<GaugeSettings>) => (
  <Arc value={value} width={width} height={height} withName={count > 1} withMarkers={options.showThresholdMarkers} />
);

const reduced: Options = {
  'reduceOptions.values': oneOf(false),
  'reduceOptions.calcs': any(['lastNotNull']),
  'reduceOptions.fields': any(''),
  orientation: oneOf('auto', 'horizontal', 'vertical'),
};
const hidden: Options = { hideFrom: any({ viz: false, legend: false, tooltip: false }) };

register({
  id: 'stat',
  draw: repeated<StatSettings>((place) => <Stat {...place} />, { sparkline: true }),
  colorMode: 'thresholds',
  options: {
    ...reduced,
    colorMode: oneOf('value', 'background', 'background_solid', 'none'),
    graphMode: oneOf('area', 'none', 'line'),
    justifyMode: oneOf('auto', 'center'),
    textMode: oneOf('auto', 'value', 'value_and_name', 'name', 'none'),
    wideLayout: any(true),
    showPercentChange: oneOf(false),
    percentChangeColorMode: oneOf('standard'),
  },
  custom: {},
});

register({
  id: 'bargauge',
  draw: repeated<BarSettings>((place) => <Bar {...place} />, { spacing: 10 }),
  colorMode: 'thresholds',
  options: {
    ...reduced,
    ...legendOptions,
    displayMode: oneOf('gradient', 'basic', 'lcd'),
    valueMode: oneOf('color', 'text', 'hidden'),
    namePlacement: oneOf('auto', 'left', 'top', 'hidden'),
    showUnfilled: any(true),
    sizing: oneOf('auto'),
    minVizWidth: any(8),
    minVizHeight: any(16),
    maxVizHeight: any(300),
  },
  custom: hidden,
});

register({
  id: 'gauge',
  draw: repeated<GaugeSettings>((place) => <Gauge {...place} />),
  colorMode: 'thresholds',
  options: {
    ...reduced,
    showThresholdMarkers: any(true),
    showThresholdLabels: oneOf(false),
    sizing: oneOf('auto'),
    minVizWidth: any(75),
    minVizHeight: any(75),
  },
  custom: {},
});
