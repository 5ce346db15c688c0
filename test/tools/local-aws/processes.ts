import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this id is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a process is gone; false where it still runs at the end. */
export async function isGoneWithin(pid: number, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (isRunning(pid) && Date.now() < end) {
    await sleep(20);
  }
  return !isRunning(pid);
}
