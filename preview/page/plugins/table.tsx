import { cacheFieldDisplayNames, type PanelProps } from '@grafana/data';
import type { TableSortByFieldState } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { TableCellHeight } from '@grafana/schema';
import { any, oneOf } from '../options';
import { register } from './plugin';
import { Empty } from './text';

interface Settings {
  readonly showHeader: boolean;
  readonly cellHeight: TableCellHeight;
  readonly sortBy: TableSortByFieldState[];
}

function Table({ data, options, width, height, timeRange, fieldConfig }: PanelProps<Settings>) {
  const frame = data.series.find(({ length }) => length > 0);
  if (!frame) return <Empty text={fieldConfig.defaults.noValue} />;
  // headings that a transformation renamed are not shown otherwise
  cacheFieldDisplayNames([frame]);
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      sortBy={options.sortBy}
      cellHeight={options.cellHeight}
      noHeader={!options.showHeader}
      timeRange={timeRange}
      structureRev={data.structureRev ?? 0}
      fieldConfig={fieldConfig}
    />
  );
}

register({
  id: 'table',
  draw: Table,
  colorMode: 'thresholds',
  options: {
    showHeader: any(true),
    cellHeight: oneOf('sm', 'md', 'lg'),
    sortBy: any([]),
    frameIndex: oneOf(0),
    showTypeIcons: oneOf(false),
    'footer.show': oneOf(false),
    'footer.countRows': oneOf(false),
    'footer.reducer': any([]),
  },
  custom: {
    cellOptions: any({ type: 'auto' }),
    inspect: oneOf(false),
    align: any('auto'),
    width: any(),
    minWidth: any(),
    filterable: any(),
    hidden: any(),
    hideFrom: any({ viz: false, legend: false, tooltip: false }),
    footer: any({ reducers: [] }),
  },
});
