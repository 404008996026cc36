import { above, convert, countBy, divide, maxBy, now, ratio, subtract, sumBy } from '../metrics/promql';
import { streamingMetrics as s } from '../metrics/spark-streaming';
import type { Content } from './dashboard';
import { row } from './grid';
import { worseAbove } from './levels';
import { link } from './link';
import { query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const one = choice('namespace', 'app', 'query');
const by = ['namespace', 'app', 'query'] as const;
const input = maxBy(by, s.inputRate.where(one));
const processing = maxBy(by, s.processingRate.where(one));
const pressure = ratio(input, processing);
const batch = maxBy(by, convert(s.batchDuration.where(one), 'seconds'));
/** 0 is no moment: the query has no watermark, or not yet. */
const delay = maxBy(by, subtract(now, convert(above(s.watermark.where(one), 0), 'timestamp')));
const perRow = divide(maxBy(by, s.stateBytes.where(one)), maxBy(by, s.stateRows.where(one)));
const links = [link('spark-application', 'namespace', 'app')];

/** Do the streaming queries keep up with what arrives? */
export const sparkStreaming = ({ thresholds: { streaming: level } }: DashboardSettings): Content => {
  const behind = worseAbove(1, level.inputOverProcessing);
  return {
    description: 'Do the streaming queries keep up with what arrives?',
    strip: [
      stat({
        title: 'Queries running',
        description: 'Queries that report progress. Good: as many as you started; a query that fails or stops vanishes at once.',
        queries: [query(countBy([], input), 'queries')],
        noValue: 'none',
      }),
      stat({
        title: 'Input against processing',
        description: 'Rows arriving as a share of rows processed, worst query. Good: below 100 %; above it the query falls behind.',
        queries: [query(maxBy([], pressure), 'worst')],
        levels: behind,
        noValue: 'no query',
      }),
      stat({
        title: 'Longest batch',
        description: 'Duration of the last micro-batch, worst query. Good: shorter than the trigger interval.',
        queries: [query(maxBy([], batch), 'worst')],
        levels: worseAbove(level.batchSeconds),
        noValue: 'no query',
      }),
      stat({
        title: 'Watermark delay',
        description: 'How far the newest complete event time is behind now, worst query. Good: the allowed lateness plus a batch.',
        queries: [query(maxBy([], delay), 'worst')],
        levels: worseAbove(level.watermarkDelaySeconds),
        noValue: 'no watermark',
      }),
      stat({
        title: 'State',
        description: 'Memory of all state stores. Good: level; what only grows will end in a lack of memory.',
        queries: [query(sumBy([], s.stateBytes.where(one)), 'state')],
        noValue: 'no query',
      }),
    ],
    rows: [
      row('Queries', [
        table({
          title: 'Queries',
          description: 'Each query as it is now. Good: no colour; click on an application to see its executors and memory.',
          by: ['namespace', 'app', 'query'],
          columns: [
            column('Input against processing', pressure, { levels: behind }),
            column('Rows in', input),
            column('Rows processed', processing),
            column('Last batch', batch, { levels: worseAbove(level.batchSeconds) }),
            column('Rows in state', maxBy(by, s.stateRows.where(one))),
            column('State', maxBy(by, s.stateBytes.where(one))),
          ],
          links,
        }),
      ]),
      row(
        'Pace',
        [
          timeSeries({
            title: 'Rows arriving',
            description: 'Rows per second that arrive. Good: what the source is known to send; zero means that the source is silent.',
            queries: [query(input, '{{app}} {{query}}')],
            links,
          }),
          timeSeries({
            title: 'Rows processed',
            description: 'Rows per second while a batch runs: what the query could do. Good: above the rows that arrive.',
            queries: [query(processing, '{{app}} {{query}}')],
            links,
          }),
          timeSeries({
            title: 'Input over processing',
            description: 'Above 100 % the query falls behind. Good: below the line; otherwise more slots, or fewer rows per batch.',
            queries: [query(pressure, '{{app}} {{query}}')],
            levels: behind,
            links,
          }),
        ],
        [
          timeSeries({
            title: 'Duration of batches',
            description: 'Duration of the last micro-batch. Good: level and shorter than the trigger; teeth are compactions of state.',
            queries: [query(batch, '{{app}} {{query}}')],
            levels: worseAbove(level.batchSeconds),
            links,
          }),
          timeSeries({
            title: 'Delay of the watermark',
            description: 'How far the newest complete event time is behind. Good: level; a climb means late data or a silent partition.',
            queries: [query(delay, '{{app}} {{query}}')],
            levels: worseAbove(level.watermarkDelaySeconds),
            links,
            noValue: 'no query has a watermark',
          }),
        ],
      ),
      row('State', [
        timeSeries({
          title: 'Rows in state',
          description: 'Rows that the query remembers. Good: it levels off; without a watermark it grows for ever.',
          queries: [query(maxBy(by, s.stateRows.where(one)), '{{app}} {{query}}')],
          links,
        }),
        timeSeries({
          title: 'Memory of state',
          description: 'Memory of the state store. Good: it levels off well below the memory of the executors; otherwise use RocksDB.',
          queries: [query(maxBy(by, s.stateBytes.where(one)), '{{app}} {{query}}')],
          links,
        }),
        timeSeries({
          title: 'Memory per row of state',
          description: 'Bytes that one remembered row takes. Good: level; a rise means wider rows.',
          queries: [query(perRow, '{{app}} {{query}}')],
          links,
        }),
      ]),
    ],
  };
};
