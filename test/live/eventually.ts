const PAUSE_MILLISECONDS = 1000;

/**
 * Asks again and again until nothing is wrong any more. `problems` returns what still is, one line each; it may throw while something is not there
 * yet. Throws the last answer when the time is over.
 */
export async function eventually(what: string, seconds: number, problems: () => Promise<readonly string[]>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const left = await problems().catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    if (left.length === 0) return;
    if (Date.now() > end) throw new Error(`${what}: not so after ${seconds} s:\n${left.map((line) => `  ${line}`).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

/** Throws one error that lists all problems, if there are any. */
export function none(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.map((line) => `\n  ${line}`).join(''));
}
