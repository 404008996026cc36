import type { Environment } from './schema';

/** Address under which people reach the history server, without a slash at the end; undefined where nobody from outside can. */
export const historyServerAddress = ({
  ingress,
  sparkHistoryServer,
}: Pick<Environment, 'ingress' | 'sparkHistoryServer'>): string | undefined =>
  sparkHistoryServer.publicUrl?.replace(/\/+$/, '') ?? (ingress && `https://${ingress.historyServerHost}`);

/** Address of the history server's page of one run, by Spark's own id of it. */
export const historyPage = (address: string, sparkAppId: string): string => `${address}/history/${sparkAppId}/`;
