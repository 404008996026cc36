/** Settings of Spark that follow from something else, and where to say them instead. */
interface OwnedConf {
  readonly keys: RegExp;
  readonly reason: string;
}

const owned: readonly OwnedConf[] = [
  { keys: /^spark\.app\.name$/, reason: 'the operator sets it from the name of the application' },
  {
    keys: /^spark\.(driver|executor)\.(cores|memory|memoryOverhead|memoryOverheadFactor)$|^spark\.executor\.instances$/,
    reason: 'declare it under driver or executor, where it is checked against the quota',
  },
  {
    keys: /^spark\.(executor\.pyspark\.memory|memory\.offHeap\.(enabled|size)|kubernetes\.memoryOverheadFactor|kubernetes\.(driver|executor)\.(request|limit)\.cores)$/,
    reason: 'it changes the size of the pods behind the back of the quota check; declare memory, memoryOverhead, cores and coreRequest',
  },
  {
    keys: /^spark\.kubernetes\.(namespace|authenticate\.|container\.image|(driver|executor)\.(podTemplate|container\.image|pod\.name|label\.|secretKeyRef\.|secrets\.))/,
    reason: 'the manifest sets it: the hardened pods, their identity and their labels depend on it',
  },
  {
    keys: /^spark\.hadoop\.fs\.s3a\.(bucket\.[^.]+\.)?(access\.key|secret\.key|session\.token)$/,
    reason: 'credentials come from a Secret in the cluster and never from Git',
  },
  {
    keys: /^spark\.hadoop\.fs\.s3a\.(endpoint|endpoint\.region|path\.style\.access)$|^spark\.sql\.warehouse\.dir$/,
    reason: 'it follows from objectStore of the environment',
  },
  {
    keys: /^spark\.eventLog\.(enabled|dir|rolling\.enabled)$/,
    reason: 'the history server would not find the application',
  },
  {
    keys: /^spark\.(ui\.(enabled|port|prometheus\.enabled)|metrics\.(namespace|staticSources\.enabled|appStatusSource\.enabled|conf\.\*\.sink\.prometheusServlet\..*|conf\.driver\.source\.jvm\.class))$/,
    reason: 'the rules and dashboards read the series that it provides',
  },
  { keys: /^spark\.sql\.streaming\.checkpointLocation$/, reason: 'declare checkpoint, whose durability is checked' },
  {
    keys: /^spark\.dynamicAllocation\.(enabled|(min|max|initial)Executors|shuffleTracking\.(enabled|timeout))$/,
    reason: 'declare dynamicAllocation, whose upper bound is checked against the quota',
  },
  { keys: /^spark\.(jars(\.(packages|excludes|repositories))?|files|archives|submit\.pyFiles)$/, reason: 'declare it under dependencies' },
  {
    keys: /^spark\.metrics\.conf\.(\*|driver|executor)\.sink\.graphite\./,
    reason: 'it follows from spark.executorMetrics of the environment; executorMetrics: false turns it off for one application',
  },
  {
    keys: /^spark\.metrics\.conf$/,
    reason: 'a file would replace the metrics that rules and dashboards read; use spark.metrics.conf.* keys',
  },
  {
    keys: /^spark\.(driver\.port|driver\.blockManager\.port|blockManager\.port|driver\.bindAddress|driver\.host)$/,
    reason: 'the NetworkPolicies admit exactly these ports',
  },
  {
    keys: /^spark\.(driver|executor)\.extraClassPath$/,
    reason: 'it leads to the S3A libraries; add jars with dependencies or in an image',
  },
  { keys: /^spark\.local\.dir$/, reason: 'localDirSize of the environment provides it as a volume' },
];

/** Why an application may not set a key of sparkConf; undefined if it may. */
export const refusal = (key: string): string | undefined => owned.find(({ keys }) => keys.test(key))?.reason;
