import { readdirSync, readFileSync } from 'node:fs';

/** Parent of every process of this machine. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      found.set(Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]));
    } catch {
      // it has just ended
    }
  return found;
}

/** A process and everything below it, except what is below one of `without`. */
export function processTree(root: number, without: readonly number[] = []): number[] {
  const all = [...parents()];
  const below = (pid: number): number[] =>
    without.includes(pid) ? [] : [pid, ...all.filter(([, parent]) => parent === pid).flatMap(([child]) => below(child))];
  return below(root);
}

/** Arguments of a process; empty when it has ended. */
export function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
