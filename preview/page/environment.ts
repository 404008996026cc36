import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  EventBusSrv,
  identityOverrideProcessor,
  LoadingState,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  toDataFrame,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type FieldConfigPropertyItem,
  type PanelData,
} from '@grafana/data';
import {
  FakeEchoSrv,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setPluginImportUtils,
  setPluginLinksHook,
  setRunRequest,
  setTemplateSrv,
  type BackendSrv,
  type DataSourceSrv,
} from '@grafana/runtime';
import { from, merge, of, type Observable } from 'rxjs';
import { catchError, map } from 'rxjs/operators';

/**
 * What Grafana's packages expect of the Grafana around them: registries, services, one data source. Only what drawing needs is here;
 * everything else answers with nothing.
 */
export function provideGrafana(source: DataSourceApi): void {
  provideRegistries();
  setRunRequest(runRequest as Parameters<typeof setRunRequest>[0]);
  setDataSourceSrv(dataSources(source));
  setTemplateSrv({
    replace: (text?: string) => text ?? '',
    getVariables: () => [],
    containsTemplate: () => false,
    updateTimeRange: nothing,
  });
  setPluginImportUtils({
    importPanelPlugin: (id: string) => Promise.reject(new Error(`the preview cannot draw panels of type "${id}"`)),
    getPanelPluginFromCache: () => undefined,
  });
  setAppEvents(new EventBusSrv());
  setEchoSrv(new FakeEchoSrv());
  setBackendSrv({ fetch: () => of({ data: {} }), get: () => Promise.resolve({}) } as unknown as BackendSrv);
  setPluginLinksHook(() => ({ isLoading: false, links: [] }));
}

const nothing = (): void => undefined;
const noEditor = (): null => null;

const editors = [
  'number',
  'string',
  'boolean',
  'select',
  'radio',
  'color',
  'slider',
  'strings',
  'multi-select',
  'unit',
  'stats-picker',
  'fieldColor',
  'thresholds',
  'mappings',
  'links',
  'fieldName',
];

function provideRegistries(): void {
  standardEditorsRegistry.setInit(() => editors.map((id) => ({ id, name: id, editor: noEditor })));
  standardFieldConfigEditorRegistry.setInit(() => fieldOptions);
  // deprecated, and the only way to them; the list has some twice, and the registry would refuse those
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const transformers = [...new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer])).values()];
  standardTransformersRegistry.setInit(() =>
    transformers.map((transformer) => ({
      id: transformer.id,
      name: transformer.name,
      editor: noEditor,
      transformation: () => Promise.resolve(transformer),
      imageDark: '',
      imageLight: '',
    })),
  );
}

type Process = FieldConfigPropertyItem['process'];

const fieldOption = (id: string, process: unknown, defaultValue?: unknown): FieldConfigPropertyItem => ({
  id,
  path: id,
  name: id,
  description: '',
  editor: noEditor,
  override: noEditor,
  process: process as Process,
  defaultValue,
  settings: {},
  shouldApply: () => true,
});

const fieldOptions: FieldConfigPropertyItem[] = [
  fieldOption('displayName', displayNameOverrideProcessor),
  fieldOption('unit', unitOverrideProcessor),
  fieldOption('decimals', numberOverrideProcessor),
  fieldOption('min', numberOverrideProcessor),
  fieldOption('max', numberOverrideProcessor),
  fieldOption('noValue', stringOverrideProcessor),
  fieldOption('mappings', valueMappingsOverrideProcessor, []),
  fieldOption('links', dataLinksOverrideProcessor, []),
  fieldOption('color', identityOverrideProcessor),
  fieldOption('description', stringOverrideProcessor),
  fieldOption('filterable', booleanOverrideProcessor),
  fieldOption('fieldMinMax', booleanOverrideProcessor),
  fieldOption('thresholds', thresholdsOverrideProcessor, { mode: 'absolute', steps: [{ value: -Infinity, color: 'text' }] }),
];

type Ask = (request: DataQueryRequest) => Promise<DataQueryResponse>;

/** Loading, then the answer or what went wrong. */
function runRequest(source: DataSourceApi, request: DataQueryRequest, ask?: Ask): Observable<PanelData> {
  const waiting: PanelData = { state: LoadingState.Loading, series: [], timeRange: request.range, request };
  const answer = from((ask ?? ((asked: DataQueryRequest) => source.query(asked) as Promise<DataQueryResponse>))(request));
  return merge(
    of(waiting),
    answer.pipe(
      map((response): PanelData => ({ ...waiting, state: LoadingState.Done, series: response.data.map((frame) => toDataFrame(frame)) })),
      catchError((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        return of<PanelData>({ ...waiting, state: LoadingState.Error, errors: [{ message }] });
      }),
    ),
  );
}

function dataSources(source: DataSourceApi): DataSourceSrv {
  const settings = {
    uid: source.uid,
    name: source.name,
    type: source.type,
    meta: source.meta,
    isDefault: true,
    jsonData: {},
    access: 'proxy',
    readOnly: true,
  };
  return {
    get: () => Promise.resolve(source),
    getList: () => [settings],
    getInstanceSettings: () => settings,
    reload: nothing,
  } as unknown as DataSourceSrv;
}
