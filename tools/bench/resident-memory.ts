import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The most memory that a process has had resident so far, in megabytes; where the system does not tell, what it has
 * resident now.
 */
export function residentMegabytes(pid: number): number {
  try {
    return kilobytesOf(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))) / 1024;
  } catch {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
    return kilobytesOf(/^\s*(\d+)/.exec(stdout ?? '')) / 1024;
  }
}

function kilobytesOf(match: RegExpExecArray | null): number {
  if (!match) throw new Error('Neither /proc nor ps tells how much memory a process has. Run the benchmark on Linux or macOS.');
  return Number(match[1]);
}
