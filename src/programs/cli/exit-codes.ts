/** Exit codes. They are part of the interface: scripts tell by them what happened. */
export const EXIT = {
  /** Done. */
  OK: 0,
  /** It failed, or a check found a difference. */
  FAILED: 1,
  /** It worked, and what it found needs a person. */
  ATTENTION: 2,
  /** It was called wrongly: nothing was done (EX_USAGE of sysexits). */
  USAGE: 64,
  /** The program of `exec` cannot be run (as shells have it). */
  NOT_EXECUTABLE: 126,
  /** There is no such program (as shells have it). */
  NOT_FOUND: 127,
  /** Ctrl-C: 128 and the number of SIGINT. */
  INTERRUPTED: 130,
  /** Whoever read the output has closed it: 128 and the number of SIGPIPE. */
  PIPE_CLOSED: 141,
} as const;

/** Exit codes of every command, for help and docs. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  [EXIT.OK]: 'done',
  [EXIT.FAILED]: 'failed; the message says why, and what to do',
  [EXIT.USAGE]: 'called wrongly, nothing was done',
  [EXIT.INTERRUPTED]: 'stopped by Ctrl-C',
  [EXIT.PIPE_CLOSED]: 'whoever read the output closed it',
};
