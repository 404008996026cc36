import { parse } from 'yaml';
import { alertmanager, grafana, nodeExporter, prometheus, sparkHistoryServer, type Workload } from '../../../config/components';
import { type Connection, connections, scrapeConnections } from '../../../config/connections';
import { outsideJobs } from '../../../config/scrape-jobs';
import type { Environment } from '../../../config/schema';
import { CONNECT_NAME_LABEL } from '../../../metrics/spark-pod-labels';
import type { Manifest } from '../../../render/manifest';
import { declaredIn } from '../../../spark-applications/lint/declared';
import { sparkPlatform } from '../../../spark-applications/platform';
import { ofKind, type PlacedObject, platforms, type RenderedPlatform, theObject } from '../manifests';
import { containersOf, type Pod, podsOf, selects } from '../pods';
import { type Endpoint, type OutsideRule, PolicyEvaluation, type Port } from '../policy-evaluation';
import { textsFor } from '../references';

const endpoint = ({ namespace, podLabels: labels }: Workload): Endpoint => ({ namespace, labels });
const both = (number: number): Port[] => [
  { number, protocol: 'TCP' },
  { number, protocol: 'UDP' },
];
const inWords = (from: Workload, to: Workload, { number, protocol }: Port) => `${from.name} → ${to.name} ${number}/${protocol}`;

/** Alertmanagers gossip over both protocols; everything else is TCP. */
const protocolsOf = (to: Workload, port: string): Array<Port['protocol']> =>
  to === alertmanager && port === 'gossip' ? ['TCP', 'UDP'] : ['TCP'];

const spelledOut = ({ from, to, ports }: Connection): string[] =>
  ports.flatMap((port) => protocolsOf(to, port).map((protocol) => inWords(from, to, { number: to.ports[port]!, protocol })));

/** node-exporter has no network of its own: its node's address leads to it, and no policy on its pods is heeded. */
const onHostNetwork = (workload: Workload) => workload === nodeExporter;

/** Ports to try with every pod: those of all workloads, and some that nobody serves. */
const portsToTry = (workloads: readonly Workload[]): Port[] =>
  [...new Set([...workloads.flatMap(({ ports }) => Object.values(ports)), 22, 80, 443, 10250])].flatMap(both);

describe.each(platforms)('in $title', (platform) => {
  const { context, environment, objects } = platform;
  const { workloads } = context;
  const evaluation = new PolicyEvaluation(objects);
  const reachable = workloads.filter((workload) => !onHostNetwork(workload));
  const ports = portsToTry(workloads);
  const table = [...connections, ...scrapeConnections(workloads)].filter(
    ({ from, to }) => workloads.includes(from) && workloads.includes(to),
  );

  test('one workload reaches another exactly where the table of connections says so, or where it is scraped', () => {
    const found = workloads.flatMap((from) =>
      reachable.flatMap((to) =>
        ports.filter((port) => evaluation.allows(endpoint(from), endpoint(to), port)).map((port) => inWords(from, to, port)),
      ),
    );
    const wanted = table.filter(({ to }) => !onHostNetwork(to)).flatMap(spelledOut);
    expect(found.sort()).toEqual([...new Set(wanted)].sort());
    expect(found.length).toBeGreaterThan(10);
  });

  test('neither side opens a door that the other keeps shut', () => {
    const pairs = reachable.flatMap((from) => reachable.flatMap((to) => ports.map((port) => ({ from, to, port }))));
    const halfOpen = pairs.filter(({ from, to, port }) => {
      const out = evaluation.admits('Egress', endpoint(from), endpoint(to), port);
      const into = evaluation.admits('Ingress', endpoint(to), endpoint(from), port);
      // the API server calls the webhook from an address that no selector describes
      return out !== into && !evaluation.isOpenToAll(endpoint(to), port);
    });
    expect(halfOpen.map(({ from, to, port }) => inWords(from, to, port))).toEqual([]);
  });

  test('every pod may connect to the Services that its files, its variables and its configuration name', () => {
    const doors = podsOf(platform).flatMap((pod) => servicesNamed(platform, pod).map((service) => ({ pod, ...service })));
    const shut = doors.filter(
      ({ pod, to, ports: some }) => !some.some((number) => evaluation.allows(pod, to, { number, protocol: 'TCP' })),
    );
    expect(shut.map(({ pod, address }) => `${pod.title}: ${address}`)).toEqual([]);
    expect(doors.length).toBeGreaterThan(5);
  });

  test('only admission is open to all', () => {
    const open = reachable.flatMap((to) =>
      ports.filter((port) => evaluation.isOpenToAll(endpoint(to), port)).map(({ number }) => [to.name, number]),
    );
    expect(open).toEqual([['spark-operator-webhook', 9443]]);
  });

  test('nothing comes in from a namespace of strangers but the ingress controller, to the pages that have a host name', () => {
    const { ingress } = environment;
    const stranger = (namespace: string): Endpoint => ({ namespace, labels: { app: 'stranger' } });
    const pages = [
      { host: ingress?.grafanaHost, to: grafana },
      { host: ingress?.historyServerHost, to: sparkHistoryServer },
      { host: ingress?.alertmanagerHost, to: alertmanager },
    ].filter(({ host }) => host !== undefined);
    const comesIn = (namespace: string) =>
      reachable.flatMap((to) =>
        ports
          .filter(
            (port) => !evaluation.isOpenToAll(endpoint(to), port) && evaluation.admits('Ingress', endpoint(to), stranger(namespace), port),
          )
          .map(({ number }) => `${to.name} ${number}`),
      );
    expect(comesIn('default')).toEqual([]);
    for (const { namespace } of workloads) expect(comesIn(namespace)).toEqual([]);
    if (ingress) expect(comesIn(ingress.controllerNamespace).sort()).toEqual(pages.map(({ to }) => `${to.name} ${to.ports.http}`).sort());
  });

  test('every pod may ask the DNS server, and it alone, for names', () => {
    const { namespace, podLabels } = environment.cluster.dns;
    const asks = (labels: Record<string, string>, number: number) =>
      workloads.filter((from) => both(number).every((port) => evaluation.admits('Egress', endpoint(from), { namespace, labels }, port)));
    expect(asks(podLabels, 53)).toEqual(workloads);
    expect(asks(podLabels, 80)).toEqual([]);
    expect(asks({ app: 'other' }, 53)).toEqual([]);
  });

  test('a pod leaves the cluster only for the API server, the nodes, and what the settings name', () => {
    const found = Object.fromEntries(workloads.map((workload) => [workload.name, sorted(evaluation.outsideOf(endpoint(workload)))]));
    const wanted = Object.fromEntries(workloads.map((workload) => [workload.name, sorted(wantedOutside(platform, workload))]));
    expect(found).toEqual(wanted);
  });

  test('an address block of the cluster itself leads to node-exporter at most', () => {
    const served = new Set(reachable.flatMap(({ ports: own }) => Object.values(own)));
    const doors = workloads.flatMap((from) => evaluation.outsideOf(endpoint(from)).filter(({ port }) => served.has(port)));
    expect(doors.filter(({ cidr }) => cidr === '0.0.0.0/0')).toEqual([]);
  });

  test('every namespace with pods refuses whatever no policy admits', () => {
    const refusing = ofKind(objects, 'NetworkPolicy')
      .filter(({ manifest: { spec } }) => isDeeplyEmpty(spec.podSelector) && !spec.ingress && !spec.egress && spec.policyTypes.length === 2)
      .map(({ manifest: { metadata } }) => metadata.namespace);
    expect(refusing.sort()).toEqual([...new Set(workloads.map(({ namespace }) => namespace))].sort());
  });

  test('every policy selects a workload that exists, and so does each of its peers', () => {
    const clients = theConnectServers(environment).flatMap((server) => server.clients.map(({ namespace }) => namespace));
    const outsiders = [environment.cluster.dns.namespace, environment.ingress?.controllerNamespace, context.argoCdNamespace, ...clients];
    const isThere = (namespace: string, labels: Record<string, string> = {}) =>
      [...workloads.map((workload) => ({ namespace: workload.namespace, labels: workload.podLabels })), ...podsOf(platform)].some(
        (pod) => pod.namespace === namespace && selects(labels, pod.labels),
      );
    const nobody = ofKind(objects, 'NetworkPolicy').flatMap(({ path, manifest: { metadata, spec } }) => [
      ...(isThere(metadata.namespace!, spec.podSelector.matchLabels) ? [] : [`${path}: podSelector`]),
      ...peersOf(spec)
        .filter(({ namespaceSelector }) => namespaceSelector !== undefined)
        .map(({ namespaceSelector, podSelector }) => ({
          namespace: namespaceSelector!.matchLabels['kubernetes.io/metadata.name']!,
          labels: podSelector?.matchLabels,
        }))
        .filter(({ namespace, labels }) => !outsiders.includes(namespace) && !isThere(namespace, labels))
        .map(({ namespace }) => `${path}: ${namespace}`),
    ]);
    expect(nobody).toEqual([]);
  });

  test('clients from elsewhere reach the port of their own Spark Connect server and nothing else', () => {
    const found = theConnectServers(environment).flatMap(({ name, clients }) =>
      clients.flatMap(({ namespace, podLabels }) => {
        const server = podsOf(platform).find(({ labels }) => labels['sparkoperator.k8s.io/connect-name'] === name)!;
        const comesIn = (client: Endpoint, to: Endpoint) => ports.filter((port) => evaluation.admits('Ingress', to, client, port));
        expect(comesIn({ namespace, labels: { app: 'stranger' } }, server)).toEqual([]);
        expect(comesIn({ namespace: 'elsewhere', labels: podLabels }, server)).toEqual([]);
        expect(
          comesIn({ namespace, labels: podLabels }, { ...server, labels: { ...server.labels, [CONNECT_NAME_LABEL]: 'other' } }),
        ).toEqual([]);
        return comesIn({ namespace, labels: podLabels }, server);
      }),
    );
    const present = workloads.some(({ name }) => name === 'spark-connect-server');
    expect(found).toEqual(present ? [{ number: 15002, protocol: 'TCP' }] : []);
  });

  describe('Prometheus', () => {
    const { scrape_configs: jobs } = parse(
      theObject(platform, 'ConfigMap', 'prometheus-config').data['prometheus.yml'],
    ) as PrometheusConfig;
    const job = (name: string) => jobs.find(({ job_name }) => job_name === name)!;

    test('has a job for every metrics page, for the cluster, and for Argo CD where that is wanted', () => {
      const pages = workloads.flatMap(({ metrics }) => metrics.map((page) => page.job));
      const outside = Object.values(outsideJobs).filter((name) => name !== 'argocd' || environment.argoCdMetrics.scrape);
      expect(jobs.map(({ job_name }) => job_name)).toEqual([...new Set(pages), ...outside]);
    });

    test.each(workloads.flatMap((workload) => workload.metrics.map((page) => ({ job: page.job, name: workload.name, page, workload }))))(
      'finds the targets of $job in $name and is let in',
      ({ page, workload }) => {
        const { metrics_path, static_configs, kubernetes_sd_configs, relabel_configs } = job(page.job);
        expect(metrics_path).toBe(page.path);
        if (page.target === 'service') {
          const [host, port] = static_configs![0]!.targets[0]!.split(':');
          const [service, namespace] = host!.split('.');
          expect({ namespace, port: Number(port) }).toEqual({ namespace: workload.namespace, port: workload.ports[page.port] });
          expect(servicePort(objects, service!, namespace!, Number(port))).toBe(page.port);
        } else {
          const found = kubernetes_sd_configs!.map(({ namespaces, selectors }) => ({
            namespaces,
            labels: Object.fromEntries(selectors![0]!.label.split(',').map((pair) => pair.split('='))) as Record<string, string>,
          }));
          const labels = { ...workload.podLabels };
          expect(found).toContainEqual({ namespaces: { names: [workload.namespace] }, labels });
          expect(podsSelected(platform, workload.namespace, labels)).toBe(true);
          const kept = relabel_configs.find(({ source_labels, action }) => action === 'keep' && source_labels?.[0]?.endsWith('_port_name'));
          expect(kept?.regex).toBe(page.port);
          expect(mayDiscover(objects, workload.namespace)).toBe(true);
        }
        const port = { number: workload.ports[page.port]!, protocol: 'TCP' } as const;
        const letIn = onHostNetwork(workload)
          ? evaluation.outsideOf(endpoint(prometheus)).some(({ port: open }) => open === port.number)
          : evaluation.allows(endpoint(prometheus), endpoint(workload), port);
        expect(letIn).toBe(true);
      },
    );

    test('finds Argo CD by the names and ports of the settings', () => {
      if (!environment.argoCdMetrics.scrape) {
        expect(job('argocd')).toBeUndefined();
        return;
      }
      const { argoCdNamespace } = environment.gitOps;
      const { targets } = environment.argoCdMetrics;
      expect(job('argocd').static_configs![0]!.targets).toEqual(targets.map((target) => target.replace(':', `.${argoCdNamespace}.svc:`)));
      const argoCd = { namespace: argoCdNamespace, labels: {} };
      const shut = targets.filter(
        (target) => !evaluation.admits('Egress', endpoint(prometheus), argoCd, { number: Number(target.split(':')[1]), protocol: 'TCP' }),
      );
      expect(shut).toEqual([]);
    });

    test('tells every Alertmanager', () => {
      const config = parse(theObject(platform, 'ConfigMap', 'prometheus-config').data['prometheus.yml']) as PrometheusConfig;
      const targets = config.alerting.alertmanagers.flatMap(({ static_configs }) => static_configs.flatMap((group) => group.targets));
      const { replicas } = environment.alertmanager;
      const host = (index: number) => `alertmanager-${index}.alertmanager-headless.monitoring.svc.${environment.cluster.domain}:9093`;
      expect(targets).toEqual(Array.from({ length: replicas }, (_, index) => host(index)));
      expect(servicePort(objects, 'alertmanager-headless', 'monitoring', 9093)).toBe('http');
    });
  });
});

interface PrometheusConfig {
  readonly scrape_configs: ReadonlyArray<{
    readonly job_name: string;
    readonly metrics_path: string;
    readonly static_configs?: ReadonlyArray<{ targets: string[] }>;
    readonly kubernetes_sd_configs?: ReadonlyArray<{ namespaces: { names: string[] }; selectors?: Array<{ label: string }> }>;
    readonly relabel_configs: ReadonlyArray<{ source_labels?: string[]; regex?: string; action?: string }>;
  }>;
  readonly alerting: { readonly alertmanagers: ReadonlyArray<{ static_configs: Array<{ targets: string[] }> }> };
}

/** The Spark Connect servers that run in an environment. */
const theConnectServers = (environment: Environment) => declaredIn(sparkPlatform(environment)).servers ?? [];

const sorted = (rules: readonly OutsideRule[]): string[] => [...new Set(rules.map(({ cidr, port }) => `${cidr} ${port}`))].sort();

const isDeeplyEmpty = (selector: object): boolean => Object.keys(selector).length === 0;

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Record<string, string> };
  readonly podSelector?: { readonly matchLabels: Record<string, string> };
}

const peersOf = ({ ingress = [], egress = [] }: Manifest): Peer[] => [
  ...ingress.flatMap(({ from = [] }: { from?: Peer[] }) => from),
  ...egress.flatMap(({ to = [] }: { to?: Peer[] }) => to),
];

/** The port name on the pods behind a port of a Service. */
const servicePort = (objects: readonly PlacedObject[], name: string, namespace: string, port: number): string | undefined =>
  ofKind(objects, 'Service')
    .find(({ manifest: { metadata } }) => metadata.name === name && metadata.namespace === namespace)
    ?.manifest.spec.ports.find((candidate: { port: number }) => candidate.port === port)?.targetPort;

/** Services of the platform that a pod is told of by a text or by its Spark application; `ports` are those of the pods behind them that are meant. */
function servicesNamed(platform: RenderedPlatform, pod: Pod) {
  const application = platform.objects.find(
    ({ path, manifest }) => manifest.kind.includes('Spark') && pod.title.startsWith(path),
  )?.manifest;
  const { sparkConf } = application?.spec.template ?? application?.spec ?? {};
  const texts = [...containersOf(pod).flatMap((container) => textsFor(platform, pod, container)), JSON.stringify(sparkConf ?? {})];
  const addresses = texts.flatMap((text) => [...text.matchAll(/([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.[a-z0-9-]+)*(?::(\d+))?/g)]);
  return addresses.flatMap(([address, name, namespace, port]) => {
    const service = ofKind(platform.objects, 'Service').find(
      ({ manifest: { metadata } }) => metadata.name === name && metadata.namespace === namespace,
    );
    if (service === undefined) return [];
    const { selector, ports, clusterIP } = service.manifest.spec;
    const to = podsOf(platform).find((behind) => behind.namespace === namespace && selects(selector, behind.labels))!;
    // a headless Service is only a name: any port of its pods answers
    if (clusterIP === 'None' && port !== undefined) return [{ address, to, ports: [Number(port)] }];
    const numbers: Record<string, number> = Object.fromEntries(
      containersOf(to).flatMap(({ ports: own = [] }) => own.map((each) => [each.name, each.containerPort])),
    );
    const meant = ports.filter((each: { port: number }) => port === undefined || each.port === Number(port));
    return [{ address, to, ports: meant.map(({ targetPort }: { targetPort: string }) => numbers[targetPort]!) as number[] }];
  });
}

/** Whether labels select pods of the platform; where no application is declared, drivers are yet to come. */
const podsSelected = (platform: RenderedPlatform, namespace: string, labels: Record<string, string>): boolean =>
  'spark-role' in labels || podsOf(platform).some((pod) => pod.namespace === namespace && selects(labels, pod.labels));

/** Whether Prometheus may list the pods of a namespace. */
function mayDiscover(objects: readonly PlacedObject[], namespace: string): boolean {
  const bindings = ofKind(objects, 'RoleBinding').filter(
    ({ manifest: { metadata, subjects } }) =>
      metadata.namespace === namespace && subjects.some(({ name }: { name: string }) => name === prometheus.name),
  );
  const roles = bindings.map(({ manifest }) => manifest.roleRef.name);
  return ofKind(objects, 'Role')
    .filter(({ manifest: { metadata } }) => metadata.namespace === namespace && roles.includes(metadata.name))
    .some(({ manifest: { rules } }) =>
      rules.some(
        ({ resources, verbs }: any) => resources.includes('pods') && ['get', 'list', 'watch'].every((verb) => verbs.includes(verb)),
      ),
    );
}

/** Destinations outside the cluster that follow from the settings. */
function wantedOutside({ environment, context }: RenderedPlatform, workload: Workload): OutsideRule[] {
  const { cluster, objectStore, prometheus: settings, alertmanager: alerting, grafana: screens } = environment;
  const each = (cidrs: readonly string[], ports: readonly number[]) => cidrs.flatMap((cidr) => ports.map((port) => ({ cidr, port })));
  const portOf = (url: string) => Number(new URL(url).port) || (url.startsWith('https') ? 443 : 80);
  const store = objectStore.mode === 'external' ? each(objectStore.cidrs, [portOf(objectStore.endpoint)]) : [];
  const particular: Record<string, OutsideRule[]> = {
    prometheus: [
      ...each(cluster.nodeCidrs, [10250, nodeExporter.ports.metrics]),
      ...(settings.remoteWrite.length > 0
        ? each(
            settings.remoteWriteCidrs,
            settings.remoteWrite.map(({ url }) => portOf(url)),
          )
        : []),
    ],
    alertmanager: Object.keys(alerting.receivers).length > 0 ? each(alerting.egress.cidrs, alerting.egress.ports) : [],
    grafana: screens.oidc ? each(screens.oidc.cidrs, [443]) : [],
    'spark-driver': store,
    'spark-connect-server': store,
    'spark-executor': store,
    'spark-history-server': store,
  };
  const api = workload.usesKubernetesApi ? each(context.cluster.apiServerCidrs, context.cluster.apiServerPorts) : [];
  return [...api, ...(particular[workload.name] ?? [])];
}

describe('the evaluation of policies', () => {
  const pod = (name: string, namespace = 'a'): Endpoint => ({ namespace, labels: { name } });
  const http: Port = { number: 80, protocol: 'TCP' };
  const policy = (spec: object, namespace = 'a'): PlacedObject => ({
    path: '',
    component: '',
    content: '',
    manifest: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace }, spec },
  });
  const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const letOut = policy({
    podSelector: { matchLabels: { name: 'x' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: {} }], ports: [{ port: 80 }] }],
  });
  const letIn = policy({
    podSelector: { matchLabels: { name: 'y' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { name: 'x' } } }] }],
  });
  const allows = (policies: PlacedObject[], port = http, from = pod('x'), to = pod('y')) =>
    new PolicyEvaluation(policies).allows(from, to, port);

  test('a pod that no policy selects is open, one that any selects is shut but for what it admits', () => {
    expect(allows([])).toBe(true);
    expect(allows([deny])).toBe(false);
  });

  test('both sides have to agree, on peer, port and protocol', () => {
    expect(allows([deny, letOut])).toBe(false);
    expect(allows([deny, letIn])).toBe(false);
    expect(allows([deny, letOut, letIn])).toBe(true);
    expect(allows([deny, letOut, letIn], { number: 81, protocol: 'TCP' })).toBe(false);
    expect(allows([deny, letOut, letIn], { number: 80, protocol: 'UDP' })).toBe(false);
    expect(allows([deny, letOut, letIn], http, pod('z'))).toBe(false);
  });

  test("a pod selector without a namespace selector means the policy's own namespace", () => {
    expect(allows([deny, letOut, letIn], http, pod('x'), pod('y', 'b'))).toBe(false);
    expect(allows([deny, letIn], http, pod('x', 'b'), pod('y'))).toBe(false);
  });

  test('an address block opens no way to a pod', () => {
    const toAddresses = policy({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 80 }] }],
    });
    expect(allows([deny, toAddresses, letIn])).toBe(false);
    expect(new PolicyEvaluation([deny, toAddresses]).outsideOf(pod('x'))).toEqual([{ cidr: '0.0.0.0/0', port: 80 }]);
  });
});
