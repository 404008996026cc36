import { z } from 'zod';

/** What a template of addresses may ask for. */
export const logPlaceholders = ['namespace', 'pod', 'application', 'from', 'to'] as const;
export type LogPlaceholder = (typeof logPlaceholders)[number];

const isKnown = (name: string): name is LogPlaceholder => logPlaceholders.some((known) => known === name);

/** A name in braces. */
const NAME_IN_BRACES = /\{([^{}]*)\}/g;

const namesIn = (template: string): string[] => [...template.matchAll(NAME_IN_BRACES)].map(([, name = '']) => name);

/** What a template asks for, in its order. */
export const placeholdersIn = (template: string): LogPlaceholder[] => namesIn(template).filter(isKnown);

/** A checked template with everything filled in. */
export const filled = (template: string, values: Readonly<Record<LogPlaceholder, string>>): string =>
  template.replaceAll(NAME_IN_BRACES, (text, name: string) => (isKnown(name) ? values[name] : text));

const urlTemplate = z.string().superRefine((template, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', input: template, message });
  const known = logPlaceholders.map((name) => `{${name}}`).join(', ');
  const names = namesIn(template);
  const unknown = names.filter((name) => !isKnown(name)).map((name) => `{${name}}`);
  if (!/^https?:\/\/[^/{}\s]+/.test(template)) refuse('must begin with http:// or https:// and a host, since it is opened in a browser');
  if (unknown.length > 0)
    refuse(
      `must have no other placeholders than ${known}; ${unknown.join(', ')} would stay as it is: write braces of a query as %7B and %7D`,
    );
  if (!names.includes('pod') && !names.includes('application'))
    refuse('must have {pod} or {application}: it would show the logs of everybody');
});

/** Logs stay where your cluster keeps them already: this only says how to get there. */
export const logsSchema = z.strictObject({
  /**
   * Address of the log store's own page, with `{namespace}`, `{pod}`, `{application}` (the name of the SparkApplication), `{from}` and `{to}` in it. It becomes
   * a link at the pods of the Spark application dashboard and the annotation `logs_url` of alerts that carry what it asks for. Times are milliseconds
   * since 1970 on dashboards, and `now-1h` and `now` in alerts, which both Grafana's Explore and Kibana read.
   * @default no link
   */
  urlTemplate: urlTemplate.optional(),
});
