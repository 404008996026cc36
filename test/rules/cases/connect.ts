import { always, series, wrongly, type Cases, type InputSeries, type Values } from '../alert-case';

const notebooks = { namespace: 'spark', app: 'notebooks', team: 'data' } as const;
const state = (state: string, values: Values): InputSeries => [
  series('kube_sparkconnect_status_state', { job: 'kube-state-metrics', ...notebooks, state }),
  values,
];

export const connectCases: Cases = {
  alerts: () => [
    { alert: 'SparkConnectServerNotReady', series: [state('Ready', wrongly(0, 1)), state('NotReady', wrongly(1, 0))], labels: notebooks },
  ],
  lookAlikes: [
    {
      name: 'a Spark Connect server that starts, and one that is deleted',
      silent: ['SparkConnectServerNotReady'],
      series: [state('Ready', '0x6 1x100 stale'), state('Provisioning', '1x6 0x100 stale'), state('Failed', always(0))],
    },
  ],
};
