import { sceneGraph, UrlSyncContextProvider, type EmbeddedScene, type SceneVariable } from '@grafana/scenes';
import type { MouseEvent } from 'react';
import type { DashboardJson, LinkJson } from '../dashboard-json';
import type { Content } from '../api';
import type { PageProps } from './shell';
import { Missing, useScene } from './shown-scene';

/** A dashboard with its links, variables and panels. */
export function DashboardPage({ content, source, uid }: PageProps & { readonly uid: string }) {
  const page = content.dashboards.find(({ json }) => json.uid === uid);
  const scene = useScene(page?.json, source, new URLSearchParams(location.search).has('expand'));
  if (!page || !scene) return <Missing what={`dashboard ${uid}`} content={content} />;
  return (
    <>
      <h1 style={{ margin: 0 }}>{page.json.title}</h1>
      <p style={{ margin: 0 }}>{page.json.description}</p>
      <Links dashboard={page.json} content={content} scene={scene} />
      <UrlSyncContextProvider scene={scene} updateUrlOnInit>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    </>
  );
}

/** Time range and variables as they are at the click. */
function parametersOf(scene: EmbeddedScene, { keepTime, includeVars }: LinkJson): string {
  const parameters = new URLSearchParams();
  const { from, to } = sceneGraph.getTimeRange(scene).state;
  if (keepTime) for (const [name, value] of Object.entries({ from, to })) parameters.set(name, value);
  if (includeVars) for (const variable of sceneGraph.getVariables(scene).state.variables) appendVariable(parameters, variable);
  return parameters.toString();
}

function appendVariable(parameters: URLSearchParams, variable: SceneVariable): void {
  for (const [name, value] of Object.entries(variable.urlSync?.getUrlState() ?? {}))
    for (const one of [value ?? []].flat()) parameters.append(name, one);
}

function targetsOf({ type, title, url, tags }: LinkJson, { dashboards }: Content): Array<{ title: string; url: string }> {
  if (type === 'link') return [{ title, url: url ?? '' }];
  return dashboards
    .filter(({ json }) => tags.every((tag) => json.tags.includes(tag)))
    .map(({ json }) => ({ title: json.title, url: `/d/${json.uid}` }));
}

function Links({
  dashboard,
  content,
  scene,
}: {
  readonly dashboard: DashboardJson;
  readonly content: Content;
  readonly scene: EmbeddedScene;
}) {
  const withParameters = (link: LinkJson) => (event: MouseEvent<HTMLAnchorElement>) => {
    const url = new URL(event.currentTarget.href);
    url.search = parametersOf(scene, link);
    event.currentTarget.href = url.href;
  };
  const anchors = (link: LinkJson) =>
    targetsOf(link, content).map(({ title, url }) => (
      <a key={url} className="external-link" href={url} onClick={withParameters(link)}>
        {title}
      </a>
    ));
  return (
    <nav className="preview-links" aria-label="Linked dashboards">
      {dashboard.links.map((link) =>
        link.type === 'link' ? (
          anchors(link)
        ) : (
          <details key={link.title}>
            <summary>{link.title}</summary>
            <div className="preview-links">{anchors(link)}</div>
          </details>
        ),
      )}
    </nav>
  );
}
