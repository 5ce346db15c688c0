import { setFlagsFromString } from 'node:v8';

/**
 * Makes this process deaf to what would write its memory to a file, or let a debugger read it. NODE_OPTIONS is set for the
 * program that `coffer exec` starts; but a signal that is meant for the program reaches this process first, and a heap
 * snapshot of it would have all values in it. The program inherits NODE_OPTIONS as they are.
 *
 * Two things are left, which nothing can undo from inside: `--heapsnapshot-near-heap-limit`, if memory runs out, and core
 * files after SIGABRT or SIGQUIT where the system has them switched on (`ulimit -c`).
 */
export function keepOutOfDumps(options = process.env.NODE_OPTIONS ?? ''): void {
  // Nothing of ours listens yet: what listens is --heapsnapshot-signal.
  for (const name of process.eventNames()) if (/^SIG/.test(String(name))) process.removeAllListeners(name);
  // Without a listener, Node.js would open the port of its debugger, to which everybody on this machine may connect.
  process.on('SIGUSR1', () => undefined);
  if (/--report[-_]/.test(options) && process.report) {
    process.report.reportOnSignal = false;
    process.report.reportOnFatalError = false;
    process.report.reportOnUncaughtException = false;
  }
  if (/--abort[-_]on/.test(options)) setFlagsFromString('--no-abort-on-uncaught-exception');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  if (/--inspect/.test(options)) (require('node:inspector') as typeof import('node:inspector')).close();
}
