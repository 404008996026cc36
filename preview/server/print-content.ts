import { ConfigurationError } from '../../config/configuration';
import { content } from './content';

/** Prints what there is to show of an environment; a program of its own, so that it always reads the sources as they are now. */
try {
  process.stdout.write(JSON.stringify(content(process.argv[2] ?? 'local')));
} catch (error) {
  process.stderr.write(
    error instanceof ConfigurationError
      ? error.problems.join('\n')
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  );
  process.exitCode = 1;
}
