/** How a check ended: in order, worth knowing, not able to tell, or in need of a person. */
export const LEVELS = ['ok', 'note', 'unknown', 'problem'] as const;
export type Level = (typeof LEVELS)[number];

/** What one check found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly level: Level;
  /** What is so. */
  readonly says: string;
  /** What to do about it; of every finding that is not in order. */
  readonly todo?: string;
}

export function ok(check: string, says: string): Finding {
  return { check, level: 'ok', says };
}

export function note(check: string, says: string, todo?: string): Finding {
  return { check, level: 'note', says, todo };
}

export function unknown(check: string, says: string, todo: string): Finding {
  return { check, level: 'unknown', says, todo };
}

export function problem(check: string, says: string, todo: string): Finding {
  return { check, level: 'problem', says, todo };
}
