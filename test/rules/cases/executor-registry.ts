import { always, growing, type Cases, type InputSeries, type Values } from '../alert-case';
import { etl, pushed } from './subjects';

/** Four slots that are busy all the time. */
const busy = pushed('run_milliseconds_total', growing(240_000));
const shuffled = (written: number): readonly InputSeries[] => [
  pushed('shuffle_written_bytes_total', growing(written)),
  pushed('shuffle_local_read_bytes_total', always(0)),
  pushed('shuffle_remote_read_bytes_total', always(0)),
];
const spilled = (values: Values) => pushed('disk_spilled_bytes_total', values);

export const executorRegistryCases: Cases = {
  alerts: () => [
    {
      alert: 'SparkSpillHigh',
      // the rate looks back ten minutes: after five it is above 1 MB/s
      from: 5,
      until: 45,
      series: [...shuffled(240_000_000), spilled('0+132000000x30 3960000000x100')],
      labels: etl,
      value: '55%',
    },
    {
      alert: 'SparkShuffleFetchWaitHigh',
      // 300 s of work are done at the second sample
      from: 2,
      until: 45,
      series: [busy, pushed('shuffle_fetch_wait_milliseconds_total', '0+60000x30 1800000x100')],
      labels: etl,
      value: '25%',
    },
    {
      alert: 'SparkCpuEfficiencyLow',
      from: 2,
      until: 55,
      series: [busy, pushed('cpu_nanoseconds_total', '0+72000000000x30 2376000000000+216000000000x100')],
      labels: etl,
      value: '30%',
    },
  ],
  lookAlikes: [
    {
      name: 'much spill beside a far larger shuffle, and much of a tiny shuffle',
      silent: ['SparkSpillHigh'],
      series: [
        ...shuffled(60_000_000_000),
        spilled(growing(6_000_000_000)),
        ...shuffled(1000).map(([selector, values]): InputSeries => [selector.replace('etl-1', 'etl-2'), values]),
        [spilled('')[0].replace('etl-1', 'etl-2'), growing(900)],
      ],
    },
    {
      name: 'a run that has hardly begun waits for its first blocks',
      silent: ['SparkShuffleFetchWaitHigh', 'SparkCpuEfficiencyLow'],
      series: [
        pushed('run_milliseconds_total', growing(1000)),
        pushed('shuffle_fetch_wait_milliseconds_total', growing(900)),
        pushed('cpu_nanoseconds_total', growing(10_000_000)),
      ],
    },
  ],
};
