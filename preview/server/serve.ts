import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { LiveAnswers, RecordedAnswers } from './answers';
import { readRecording } from './recorded';
import { Site } from './site';
import { LiveContent } from './sources';
import { build, install } from './workspace';

/**
 * Shows every dashboard and alert in a browser:
 *   npm run preview [-- --prometheus URL] [--environment local] [--port 3300] [--recording FILE]
 */
async function serve(): Promise<void> {
  const options = {
    prometheus: { type: 'string' },
    environment: { type: 'string' },
    port: { type: 'string', default: '3300' },
    recording: { type: 'string' },
  } as const;
  const { values } = parseArgs({ options });
  install();
  build();
  const recording = values.prometheus === undefined ? readRecording(values.recording) : undefined;
  const answers = recording ? new RecordedAnswers(recording) : new LiveAnswers(values.prometheus ?? '');
  const content = new LiveContent(values.environment ?? recording?.environment ?? 'local');
  const server = await new Site(content, answers).listen(Number(values.port));
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

serve().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
