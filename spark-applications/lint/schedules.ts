import { bytesOf, coresOf, type Duration, secondsOf } from '../../config/schema/values';
import { type Amounts, gib, requestedByAll } from '../size';
import { dueMinutes, fires, irregularStarts, shortestGapSeconds } from './cron';
import { type ApplicationRule, SPARK_KUBERNETES, type SharedFinding, type SharedRule, type Subject, when } from './rule';

const OPERATOR = 'https://www.kubeflow.org/docs/components/spark-operator/user-guide/running-sparkapplication-on-schedule/';
/** Assumed where an application does not say. */
const USUAL_DURATION: Duration = '15m';

/** When applications run. */
export const scheduleRules: readonly ApplicationRule[] = [
  {
    id: 'cron-never-fires',
    severity: 'error',
    reason: 'The expression names a day that does not exist, so no run ever starts.',
    fix: 'Change schedule.cron.',
    source: OPERATOR,
    check: ({ application: { schedule }, platform }) =>
      when(schedule !== undefined && !fires(schedule.cron, platform.settings.timeZone), () => `"${schedule?.cron}" is never due`),
  },
  {
    id: 'cron-faster-than-run',
    severity: 'warning',
    reason: 'A run is due before the one before has ended: it is left out, or both want the same data.',
    fix: 'Let it be due less often, or make the run shorter than the time between two starts.',
    source: OPERATOR,
    check({ application: { schedule, expectedDuration }, platform }) {
      if (schedule === undefined || expectedDuration === undefined) return [];
      const gap = shortestGapSeconds(schedule.cron, platform.settings.timeZone);
      return when(gap < secondsOf(expectedDuration), () => `due every ${gap / 60} minutes, and a run takes ${expectedDuration}`);
    },
  },
  {
    id: 'time-zone',
    severity: 'warning',
    reason: 'When clocks change, an hour is missing in spring and comes twice in autumn: a run within it is left out, or happens twice.',
    fix: 'Choose another hour, or spark.timeZone UTC.',
    source: OPERATOR,
    check({ application: { schedule }, platform }) {
      const { timeZone } = platform.settings;
      return schedule === undefined ? [] : irregularStarts(schedule.cron, timeZone).map((start) => `due at ${start} in ${timeZone}`);
    },
  },
  {
    id: 'time-to-live',
    severity: 'error',
    reason: 'The operator deletes the application when its time is over, Argo CD creates it anew from Git, and so it runs for ever.',
    fix: 'Use a schedule; its history limits clear up.',
    source: SPARK_KUBERNETES,
    check: ({ application }) => when('timeToLiveSeconds' in application.specification, () => 'timeToLiveSeconds is set'),
  },
];

interface Load extends Amounts {
  readonly names: readonly string[];
}

const together = (subjects: readonly Subject[]): Load => {
  const amounts = subjects.map(({ application }) => requestedByAll(application));
  return {
    names: subjects.map(({ application }) => application.name),
    cores: amounts.reduce((sum, { cores }) => sum + cores, 0),
    bytes: amounts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
};

/** Which applications run at each start of one of them, streams and Spark Connect servers always included; a schedule runs once at a time. */
function loads(subjects: readonly Subject[]): Load[] {
  const streams = subjects.filter(({ application, interactive }) => interactive || application.restartPolicy === 'Always');
  const runs = subjects.flatMap((subject) => {
    const { schedule, expectedDuration = USUAL_DURATION } = subject.application;
    if (schedule === undefined || schedule.suspend) return [];
    const minutes = secondsOf(expectedDuration) / 60;
    return dueMinutes(schedule.cron, subject.platform.settings.timeZone).map((start) => ({ subject, start, end: start + minutes }));
  });
  const starts = [...new Set(runs.map(({ start }) => start))];
  return [
    together(streams),
    ...starts.map((now) =>
      together([...streams, ...new Set(runs.filter(({ start, end }) => start <= now && now < end).map(({ subject }) => subject))]),
    ),
  ];
}

/** The heaviest moment of two days, if the quota has no room for it. */
function overload(subjects: readonly Subject[]): SharedFinding[] {
  const [first] = subjects;
  if (first === undefined) return [];
  const { quota } = first.platform.settings;
  const { others } = first.platform;
  const share = ({ cores, bytes }: Amounts) =>
    Math.max((cores + coresOf(others.cpu)) / coresOf(quota.cpu), (bytes + bytesOf(others.memory)) / bytesOf(quota.memory));
  const [heaviest] = loads(subjects).sort((a, b) => share(b) - share(a));
  if (heaviest === undefined || heaviest.names.length < 2 || share(heaviest) <= 1) return [];
  const { names, cores, bytes } = heaviest;
  const message = `${names.join(', ')} run at the same time and request ${Math.round(cores * 100) / 100} cores and ${gib(bytes)}; spark.quota is ${quota.cpu} cores and ${quota.memory}, of which the history server has ${others.cpu} and ${others.memory}`;
  return [{ application: names.at(-1) ?? '', message }];
}

/** When applications run, compared with each other. */
export const overlapRules: readonly SharedRule[] = [
  {
    id: 'schedules-above-quota',
    severity: 'warning',
    reason: 'Each schedule fits the quota by itself; together they do not, and some wait for executors or fail to start.',
    fix: 'Move a schedule, make an application smaller, state expectedDuration if runs are short, or raise spark.quota.',
    source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    checkAll: overload,
  },
];
