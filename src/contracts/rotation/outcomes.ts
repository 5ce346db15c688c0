/** What the rotator answers, without any value. */
export type RotatorOutcome = RotationOutcome | CheckOutcome | RemindOutcome;

/** How a rotation, or a rollback, came to its end. */
export interface RotationOutcome {
  readonly outcome:
    /** There is a new value. */
    | 'rotated'
    /** The secret has had a new value since the time that the schedule promised, or has one where only a first one was asked for. */
    | 'nothing to do'
    /** Somebody wrote a value meanwhile that works: it stays, and the pending one is gone. */
    | 'superseded';
  readonly version: number;
  /** A version that somebody wrote meanwhile, and that does not work or came at the very same time: an earlier version now. */
  readonly refused?: number;
  /** What this is the end of, if it is not what was asked for: an earlier run had not finished it, and it came first. */
  readonly instead?: 'rotate' | 'rollback';
}

/** What came of a look at a vault: how many secrets. */
export interface CheckOutcome {
  readonly planned: number;
  readonly overdue: number;
  readonly awaiting: number;
  readonly reminded: number;
  readonly failed: number;
}

/** That people were reminded. */
export interface RemindOutcome {
  readonly outcome: 'reminded';
}
