/** What the watcher remembers between batches: who read before, what it told, and how much was read. It holds names and numbers only. */
export interface Memory {
  /**
   * Takes a notice for telling. It stays taken once it is settled; if it never is, since the function was cut off, it can be taken again
   * after a moment.
   *
   * @returns whether it is ours to tell
   */
  claim(id: string, signal: AbortSignal): Promise<boolean>;

  /** Says that a notice was told. */
  settle(id: string, signal: AbortSignal): Promise<void>;

  /** Whether somebody was remembered. */
  seen(id: string, signal: AbortSignal): Promise<boolean>;

  /** Remembers somebody. After it was told, so that a batch that is tried again tells it again. */
  remember(id: string, signal: AbortSignal): Promise<void>;

  /** When the watcher began, which is now if nobody asked before. */
  began(now: Date, signal: AbortSignal): Promise<Date>;

  /** Adds names to those that a principal read within a time. @returns all of that time, each in a short form, and once */
  addReads(time: string, names: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;

  /** The same, with nothing added. */
  readsIn(time: string, signal: AbortSignal): Promise<ReadonlySet<string>>;

  /** The most names that a principal was noted to read within `drainMinutes`. */
  most(id: string, signal: AbortSignal): Promise<number>;

  /** Notes it, if it is not less than before. After it was told, as with `remember`. */
  raise(id: string, count: number, signal: AbortSignal): Promise<void>;

  /** Counts up. @returns the count, this one included */
  count(id: string, signal: AbortSignal): Promise<number>;
}

/** What a batch has to remember once it was told. */
export type After = (signal: AbortSignal) => Promise<void>;
